using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Content.Connect;

/// <summary>
/// The scripts that connect a client with one command: they write the files of the client's page to the home folder and can restore what was
/// there before. The parts that all clients share are <c>setup.sh</c> and <c>setup.ps1</c>.
/// </summary>
internal static partial class SetupScript
{
    public const string ShellName = "setup.sh";
    public const string PowerShellName = "setup.ps1";

    /// <summary>The environment variable from which the scripts read the key.</summary>
    public const string KeyVariable = "JUSINFER_API_KEY";

    private const string HomeFolder = "~/";

    /// <summary>Files with this extension set variables. Shells load them; on Windows they are variables of the user.</summary>
    private const string VariablesExtension = ".sh";

    private static readonly string Shell = Read(ShellName);
    private static readonly string PowerShell = Read(PowerShellName);

    /// <summary>Whether the client can be connected by a script: its page has a file in the home folder.</summary>
    public static bool Supports(Article client) => client.Files.Any(static file => file.Path.StartsWith(HomeFolder, StringComparison.Ordinal));

    /// <summary>The script for POSIX shells.</summary>
    /// <param name="client">The page of a client that a script supports.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static string ForShell(Article client, string origin)
    {
        var files = FilesOf(client);
        var calls = string.Concat(files.Select(static file =>
            $"  \"$1\" {FormatOf(file)} '{PathInHome(file)}' << 'END'\n{file.Text}END\n"));
        return Fill(Shell, client, origin)
            .Replace("@FILES@\n", calls.WithAddress(origin), StringComparison.Ordinal)
            .Replace("@USES_VARIABLES@", files.Any(SetsVariables) ? "true" : "false", StringComparison.Ordinal);
    }

    /// <summary>The script for PowerShell 5.1 and later, on Windows.</summary>
    /// <inheritdoc cref="ForShell"/>
    public static string ForPowerShell(Article client, string origin)
    {
        var files = FilesOf(client);
        var entries = string.Concat(files.Where(static file => !SetsVariables(file)).Select(static file =>
            $"        [pscustomobject] @{{ Format = '{FormatOf(file)}'; Path = '{PathOnWindows(file)}'; Text = @'\n{file.Text}'@ }}\n"));
        var variables = string.Concat(files.Where(SetsVariables).SelectMany(static file => Export().Matches(file.Text)).Select(static export =>
            $"        '{export.Groups["name"].Value}' = '{export.Groups["value"].Value}'\n"));
        return Fill(PowerShell, client, origin)
            .Replace("@FILES@\n", entries.WithAddress(origin), StringComparison.Ordinal)
            .Replace("@VARIABLES@\n", variables.WithAddress(origin), StringComparison.Ordinal);
    }

    /// <summary>The files in the home folder and, if one of them names the variable with the key, a file that sets it.</summary>
    private static ImmutableArray<CodeFile> FilesOf(Article client)
    {
        var files = client.Files.Where(static file => file.Path.StartsWith(HomeFolder, StringComparison.Ordinal)).ToImmutableArray();
        return files.Any(static file => file.Text.Contains(KeyVariable, StringComparison.Ordinal))
            ? files.Add(new CodeFile(
                $"{HomeFolder}.config/jusinfer/{client.Slug}{VariablesExtension}", "bash", $"export {KeyVariable}={Placeholders.Key}\n"))
            : files;
    }

    private static bool SetsVariables(CodeFile file) => file.Name.EndsWith(VariablesExtension, StringComparison.Ordinal);

    /// <summary>The name of the merge function of the scripts.</summary>
    private static string FormatOf(CodeFile file) => Path.GetExtension(file.Name) switch
    {
        VariablesExtension => "shell",
        ".yaml" or ".yml" => file.Text.Contains("\nmodels:\n", StringComparison.Ordinal) ? "models" : "yaml",
        var extension => extension[1..],
    };

    private static string PathInHome(CodeFile file) => file.Path[HomeFolder.Length..];

    /// <summary>goose and Zed keep their settings in <c>%APPDATA%</c>.</summary>
    private static string PathOnWindows(CodeFile file) => PathInHome(file)
        .Replace(".config/goose/", "AppData/Roaming/Block/goose/config/", StringComparison.Ordinal)
        .Replace(".config/zed/", "AppData/Roaming/Zed/", StringComparison.Ordinal);

    private static string Fill(string script, Article client, string origin) => script
        .Replace("@TITLE@", client.About.Title, StringComparison.Ordinal)
        .Replace("@CLIENT@", client.Slug, StringComparison.Ordinal)
        .Replace("@ORIGIN@", origin, StringComparison.Ordinal);

    private static string Read(string name)
    {
        using var resource = typeof(SetupScript).Assembly.GetManifestResourceStream(typeof(SetupScript), name)!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(
        "^export (?<name>[A-Z_]+)=(?<value>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Export();
}
