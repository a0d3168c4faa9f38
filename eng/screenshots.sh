#!/usr/bin/env bash
# Takes screenshots of the portal with Chromium, from the program as it is in this repository.
#   bash eng/screenshots.sh [folder]   every page in every state (JusInfer.E2E/Accessibility/PageStates.cs), in light and dark, on a desktop and on a
#                                      phone: about 760 PNG files, in artifacts/screenshots if no folder is given. Takes about 10 minutes.
#   bash eng/screenshots.sh guides     the pictures of the guides, in light and dark, in content/pictures (JusInfer.E2E/Journeys/PicturesOfGuides.cs)
set -euo pipefail
cd "$(dirname "$0")/.."

dotnet build JusInfer.E2E -c Release --nologo -v q
tests="JusInfer.E2E/bin/Release/net10.0/JusInfer.E2E.dll -noColor"

if [[ ${1:-} == guides ]]; then
  JUSINFER_GUIDE_SCREENSHOTS=$PWD/content/pictures dotnet $tests -method '*.Every_screenshot_can_be_taken_again_in_both_themes'
  exit
fi

folder=$(realpath -m "${1:-artifacts/screenshots}")
mkdir -p "$folder"
JUSINFER_E2E_SCREENSHOTS=$folder JUSINFER_E2E_FULL_MATRIX=1 dotnet $tests \
  -class '*.AccessiblePublicPages' -class '*.AccessibleArticles' -class '*.AccessibleSignedInPages'
echo "$(find "$folder" -name '*.png' | wc -l) screenshots are in $folder"
