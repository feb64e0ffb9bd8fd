/** The completion script for Windows PowerShell 5 and PowerShell 7. */
import { allPaths, type CompletionModel, type FlagModel, nextWords, type Values } from './model.ts';

/** The script, for the user's profile. */
export function powershellScript(model: CompletionModel): string {
  const known = allPaths(model)
    .filter((path) => path.length > 0)
    .map((path) => quote(path.join(' ')));
  return `# PowerShell completion for ${model.bin} ${model.version}.
# To use it, add to $PROFILE: ${model.bin} completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName ${quote(model.bin)} -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $known = @(${known.join(', ')})
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        Select-Object -Skip 1 |
        ForEach-Object { $_.Extent.Text })

    # The command words, then flags with their values, and arguments.
    $i = 0
    $path = ''
    if ($words.Count -gt 0 -and $words[0] -ceq 'help') { $i = 1 }
    while ($i -lt $words.Count) {
        $longer = "$path $($words[$i])".Trim()
        if ($known -cnotcontains $longer) { break }
        $path = $longer
        $i++
    }

    # Each is a list of words, and what each means.
    $next = @()
    $flags = @()
    $valued = @()
    switch -CaseSensitive -Exact ($path) {
${allPaths(model)
  .map((path) => pathCase(model, path))
  .join('\n')}
    }

    $flag = ''
    $plain = $false
    $count = 0
    for (; $i -lt $words.Count; $i++) {
        $word = $words[$i]
        if ($flag) { $flag = '' }
        elseif ($plain) { $count++ }
        elseif ($word -ceq '--') { $plain = $true }
        elseif ($word.StartsWith('-')) { if ($valued -ccontains $word) { $flag = $word } }
        else { $count++ }
    }

    $prefix = ''
    $current = $wordToComplete
    if (-not $flag -and -not $plain -and $current -match '^(--[^=]+)=(.*)$') {
        $flag = $Matches[1]
        $prefix = "$flag="
        $current = $Matches[2]
    }

    $found = @()
    $kind = 'words'
    if (-not $flag -and -not $plain -and $current.StartsWith('-')) {
        $found = $flags
    } else {
        if ($flag) { $place = "$path $flag" } else {
            $place = "$path $count"
            if ($count -eq 0) { $found = $next }
        }
        switch -CaseSensitive -Exact ($place) {
${valueCases(model)}
        }
    }

    if ($kind -ceq 'directory' -or $kind -ceq 'file') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($current) |
            Where-Object { $kind -ceq 'file' -or $_.ResultType -eq 'ProviderContainer' } |
            ForEach-Object {
                [System.Management.Automation.CompletionResult]::new(
                    $prefix + $_.CompletionText, $_.ListItemText, $_.ResultType, $_.ToolTip)
            }
        return
    }
    if ($kind -ceq 'list' -and $current.Contains(',')) {
        $end = $current.LastIndexOf(',') + 1
        $prefix += $current.Substring(0, $end)
        $current = $current.Substring($end)
    }
    for ($at = 0; $at -lt $found.Count; $at += 2) {
        if (-not $found[$at].StartsWith($current, [System.StringComparison]::Ordinal)) { continue }
        [System.Management.Automation.CompletionResult]::new(
            $prefix + $found[$at], $found[$at], 'ParameterValue', $found[$at + 1])
    }
}
`;
}

function pathCase(model: CompletionModel, path: readonly string[]): string {
  const command = model.commands.find(({ words }) => words.join(' ') === path.join(' '));
  const next = nextWords(model, path).flatMap(({ words, summary }) => described(words.at(-1) ?? '', summary));
  const flags: string[] = command
    ? command.flags.flatMap((flag) =>
        spellings(flag).flatMap((spelling) => described(spelling, flag.summary)),
      )
    : described('--help', 'Show help.');
  if (path.length === 0) {
    next.push(...described('help', 'Show help for a command.'));
    flags.push(...described('--version', 'Show the version.'));
  }
  const valued = (command?.flags ?? [])
    .filter((flag) => flag.values)
    .flatMap(spellings)
    .map(quote);
  const parts = [
    ...(next.length > 0 ? [`$next = @(${next.join(', ')})`] : []),
    `$flags = @(${flags.join(', ')})`,
    ...(valued.length > 0 ? [`$valued = @(${valued.join(', ')})`] : []),
  ];
  return `        ${quote(path.join(' '))} {\n${parts.map((part) => `            ${part}`).join('\n')}\n        }`;
}

function valueCases(model: CompletionModel): string {
  return model.commands
    .flatMap(({ words, flags, args }) => {
      const path = words.join(' ');
      return [
        ...flags.flatMap((flag) =>
          spellings(flag).map((spelling) => valueCase(`${path} ${spelling}`, flag.values)),
        ),
        ...args.map((arg, at) => valueCase(`${path} ${at}`, arg.values)),
      ];
    })
    .filter((line) => line !== undefined)
    .join('\n');
}

function valueCase(place: string, values: Values | undefined): string | undefined {
  if (!values || values.kind === 'any') return undefined;
  if (values.kind !== 'words') return `            ${quote(place)} { $kind = '${values.kind}' }`;
  const found = values.words.flatMap((word) => described(word, word)).join(', ');
  return `            ${quote(place)} { ${values.list ? "$kind = 'list'; " : ''}$found = @(${found}) }`;
}

/** A tooltip must not be empty, or PowerShell throws. */
function described(word: string, summary: string): string[] {
  return [quote(word), quote(summary || word)];
}

function spellings({ name, char }: FlagModel): string[] {
  return [...(char ? [`-${char}`] : []), `--${name}`];
}

/** One literal; typographic quotes end one too, so they are doubled as well. */
function quote(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`;
}
