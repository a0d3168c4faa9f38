# Connects @TITLE@ to the JusInfer gateway at @ORIGIN@.
#
#   irm @ORIGIN@/connect/@CLIENT@/setup.ps1 | iex
#   & ([scriptblock]::Create((irm @ORIGIN@/connect/@CLIENT@/setup.ps1))) -Undo
#
# It reads the key from the variable JUSINFER_API_KEY or asks for it. Before it changes a file, it keeps a copy beside it with the ending
# .jusinfer-backup. -Undo restores the copies. It is safe to run it again.
param([switch] $Undo)

& {
    param([bool] $Undo)
    Set-StrictMode -Version 3
    $ErrorActionPreference = 'Stop'
    $BackupSuffix = '.jusinfer-backup'
    $Utf8 = New-Object System.Text.UTF8Encoding $false

    # Each file: its format, its path in the home folder, its settings.
    $Files = @(
@FILES@
    )

    # Variables of the user, which new terminals have.
    $Variables = [ordered] @{
@VARIABLES@
    }

    function Read-Key {
        $key = $env:JUSINFER_API_KEY
        if (-not $key) {
            $secure = Read-Host 'Key (begins with jinf_, is not shown)' -AsSecureString
            $key = (New-Object System.Management.Automation.PSCredential 'key', $secure).GetNetworkCredential().Password
        }
        if ($key -cnotmatch '^jinf_[A-Za-z0-9_-]+$') { throw 'A key begins with jinf_; mint one at @ORIGIN@/developer/keys' }
        $key
    }

    function Merge-Value($Current, $Settings) {
        if ($Current -is [pscustomobject] -and $Settings -is [pscustomobject]) {
            foreach ($property in $Settings.PSObject.Properties) {
                $existing = $Current.PSObject.Properties[$property.Name]
                if ($existing) { $existing.Value = Merge-Value $existing.Value $property.Value }
                else { $Current | Add-Member -NotePropertyName $property.Name -NotePropertyValue $property.Value }
            }
            return $Current
        }
        if ($Current -is [array] -and $Settings -is [array]) {
            $kept = @($Current | Where-Object { $item = $_; -not ($Settings | Where-Object { Test-SameItem $item $_ }) })
            return , ($kept + $Settings)
        }
        return , $Settings
    }

    function Test-SameItem($One, $Other) {
        if ($One -isnot [pscustomobject] -or $Other -isnot [pscustomobject]) { return $false }
        foreach ($name in 'id', 'model', 'name') {
            if ($Other.PSObject.Properties[$name] -and $One.PSObject.Properties[$name] -and $One.$name -ceq $Other.$name) { return $true }
        }
        return $false
    }

    function Merge-Json($Current, $Settings) {
        if (-not $Current.Trim()) { return $Settings }
        Merge-Value ($Current | ConvertFrom-Json) ($Settings | ConvertFrom-Json) | ConvertTo-Json -Depth 50
    }

    # Lines "name separator value": replaces those with a name of the settings and adds the rest at the end.
    function Merge-Lines($Current, $Settings, $Separator) {
        $lines = [System.Collections.Generic.List[string]] @($Current -split "\r?\n" | Where-Object { $_ -ne '' })
        foreach ($setting in $Settings -split "\r?\n" | Where-Object { $_ -ne '' }) {
            $name = ($setting -split $Separator, 2)[0].TrimEnd()
            $index = $lines.FindIndex([Predicate[string]] { param($line) $line -cmatch "^$([regex]::Escape($name))\s*$Separator" })
            if ($index -ge 0) { $lines[$index] = $setting } else { $lines.Add($setting) }
        }
        $lines -join "`n"
    }

    # Replaces the top-level values and the tables of the settings; top-level values are before the first table.
    function Merge-Toml($Current, $Settings) {
        $own = $Settings -split '(?m)^(?=\[)', 2
        foreach ($header in [regex]::Matches($own[1], '(?m)^\[[^\]]+\]')) {
            $Current = [regex]::Replace($Current, "(?ms)^$([regex]::Escape($header.Value)).*?(?=^\[|\z)", '')
        }
        $parts = $Current -split '(?m)^(?=\[)', 2
        $rest = if ($parts.Count -gt 1) { "`n`n" + $parts[1].TrimEnd() } else { '' }
        (Merge-Lines $parts[0] $own[0] '=') + $rest + "`n`n" + $own[1]
    }

    # Adds the items of the settings to the list "models:", between two comments.
    function Merge-Models($Current, $Settings) {
        $begin, $end = '  # JusInfer: begin', '  # JusInfer: end'
        $head, $items = $Settings -split '(?m)^models:\r?\n', 2
        $block = "models:`n$begin`n$($items.TrimEnd())`n$end`n"
        if (-not $Current.Trim()) { return $head + $block }
        $Current = [regex]::Replace($Current, "(?ms)^ *# JusInfer: begin.*?# JusInfer: end\r?\n", '')
        if ($Current -match '(?m)^models:[ \t]*[^ \t\r\n#]' -or $Current -match '(?m)^models:[ \t]*\r?\n(- | {3,}- | - )') { throw 'the list of models has another form' }
        if ($Current -notmatch '(?m)^models:') { return $Current.TrimEnd() + "`n" + $block }
        [regex]::Replace($Current, '(?m)^models:[ \t]*\r?\n', { $block })
    }

    function Get-NewContent($File, $Key) {
        $path = Join-Path $HOME $File.Path
        $current = if (Test-Path $path) { [System.IO.File]::ReadAllText($path) } else { '' }
        $settings = $File.Text.Replace('jinf_your_key', $Key)
        try {
            switch ($File.Format) {
                'json' { Merge-Json $current $settings }
                'toml' { Merge-Toml $current $settings }
                'yaml' { Merge-Lines $current $settings ':' }
                'env' { Merge-Lines $current $settings '=' }
                'models' { Merge-Models $current $settings }
            }
        }
        catch {
            throw "~/$($File.Path) could not be merged and nothing was changed: $_ Add the settings by hand: @ORIGIN@/connect/@CLIENT@/"
        }
    }

    function Set-Up {
        Write-Host 'This connects @TITLE@ to @ORIGIN@. It will'
        foreach ($file in $Files) { Write-Host "  $(if (Test-Path (Join-Path $HOME $file.Path)) { 'change' } else { 'create' }) ~/$($file.Path)" }
        foreach ($name in $Variables.Keys) { Write-Host "  set your variable $name" }
        Write-Host "and keep a copy of each changed file with the ending $BackupSuffix."
        $key = Read-Key
        $contents = @(foreach ($file in $Files) { , (Get-NewContent $file $key) })
        for ($i = 0; $i -lt $Files.Count; $i++) {
            $path = Join-Path $HOME $Files[$i].Path
            New-Item -ItemType Directory -Force (Split-Path $path) | Out-Null
            $backup = $path + $BackupSuffix
            if (-not (Test-Path $backup)) {
                if (Test-Path $path) { Copy-Item $path $backup } else { New-Item -ItemType File $backup | Out-Null }
            }
            [System.IO.File]::WriteAllText($path, "$($contents[$i])".TrimEnd() + "`n", $Utf8)
        }
        foreach ($name in $Variables.Keys) {
            $value = $Variables[$name].Replace('jinf_your_key', $key)
            [Environment]::SetEnvironmentVariable($name, $value, 'User')
            Set-Item "env:$name" $value
        }
        Write-Host 'Done. @TITLE@ is connected. See its calls at @ORIGIN@/developer/usage'
    }

    function Undo-SetUp {
        Write-Host 'This restores the files as they were before @TITLE@ was connected to @ORIGIN@.'
        foreach ($file in $Files) {
            $path = Join-Path $HOME $file.Path
            $backup = $path + $BackupSuffix
            if (-not (Test-Path $backup)) { Write-Host "  ~/$($file.Path) has no copy, nothing to restore" }
            elseif ((Get-Item $backup).Length -gt 0) { Move-Item -Force $backup $path; Write-Host "  restored ~/$($file.Path)" }
            else { Remove-Item -Force $path, $backup; Write-Host "  deleted ~/$($file.Path)" }
        }
        foreach ($name in $Variables.Keys) {
            [Environment]::SetEnvironmentVariable($name, $null, 'User')
            Write-Host "  removed your variable $name"
        }
        Write-Host 'Done.'
    }

    if ($Undo) { Undo-SetUp } else { Set-Up }
} $Undo.IsPresent
