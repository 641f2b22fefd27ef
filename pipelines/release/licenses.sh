#!/usr/bin/env bash
#
# Puts the licences of everything that a release links with into a folder: release/build.sh calls it.
#
#   pipelines/release/licenses.sh SCRATCH_PATH SYSROOT FOLDER
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

scratch_path=${1:?the scratch path of the build} sysroot=${2:?what release/sysroot.sh fetched} folder=${3:?a folder}
swift_home=$(dirname "$(dirname "$(real_path "$(command -v swift)")")")

cp LICENSE "$folder/letterpress.txt"
cp "$scratch_path/checkouts/swift-argument-parser/LICENSE.txt" "$folder/swift-argument-parser.txt"
case "$(system_name)" in
  linux-*)
    # Debian's Swift has it elsewhere.
    for file in "$swift_home/share/swift/LICENSE.txt" /usr/share/doc/swiftlang/copyright; do
      if [ -e "$file" ]; then break; fi
    done
    cp "$file" "$folder/swift.txt"
    cp "$sysroot/doc/libzstd-dev/copyright" "$folder/zstd.txt"
    cp "$sysroot/doc/libsqlite3-dev/copyright" "$folder/sqlite.txt"
    cp "$sysroot/doc/gcc-12-base/copyright" "$folder/libstdc++.txt"
    ;;
  *) cp "$(brew --prefix zstd)/LICENSE" "$folder/zstd.txt" ;;
esac
