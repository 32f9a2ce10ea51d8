#!/usr/bin/env bash
# Generates Sources/Wire/Generated from Sources/Wire/Schema/hub.proto. Run it after every change of the schema and
# commit the result: nobody else needs the generator.
# Needs protoc (Debian: protobuf-compiler). Of swift-protobuf it builds only the plugin, in a scratch folder of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v protoc >/dev/null || { echo "protoc is missing: apt-get install protobuf-compiler" >&2; exit 1; }
swift package resolve
root=$PWD
(cd .build/checkouts/swift-protobuf && swift build -c release --product protoc-gen-swift --scratch-path "$root/.build-protoc")
rm -rf Sources/Wire/Generated
mkdir -p Sources/Wire/Generated
protoc --plugin=protoc-gen-swift="$root/.build-protoc/release/protoc-gen-swift" \
  --swift_opt=Visibility=Package --swift_opt=UseAccessLevelOnImports=true \
  --swift_out=Sources/Wire/Generated --proto_path=Sources/Wire/Schema hub.proto
