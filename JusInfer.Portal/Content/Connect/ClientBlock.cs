using System.Text.RegularExpressions;

namespace JusInfer.Portal.Content.Connect;

/// <summary>What a user copies to connect a client: one text, made from the settings of the client's page, with the address of the portal.</summary>
/// <param name="Text">Lines for a terminal or the values of the client's fields, with the placeholder of the key.</param>
/// <param name="Hint">What to do with the text.</param>
internal sealed partial record ClientBlock(string Text, string Hint)
{
    private const string Heading = "\n## ";
    private const string Configuration = "Configuration\n";

    /// <summary>
    /// The setup command if a script supports the client; otherwise the code blocks of its configuration, where those that contain a file
    /// create it; otherwise the values of its fields.
    /// </summary>
    /// <param name="client">The page of a client.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static ClientBlock Create(Article client, string origin)
    {
        if (SetupScript.Supports(client))
        {
            return new ClientBlock(
                $"export {SetupScript.KeyVariable}={Placeholders.Key}\n{new SetupCommands(client.Address, origin).Shell}",
                "Paste it into a terminal on Linux or macOS. It says which files it changes and keeps a copy of each.");
        }

        var configuration = ConfigurationOf(client).WithAddress(origin);
        var code = Code().Matches(configuration);
        if (code.Count > 0)
        {
            var files = code.Select(static block => block.Groups["file"].Value).Where(static file => file.Length > 0).ToList();
            var created = files.Count == 0 ? "" : $" It creates {string.Join(" and ", files)} and replaces no existing file.";
            return new ClientBlock(string.Join('\n', code.Select(CommandOf)).TrimEnd(), $"Paste it into a terminal on Linux or macOS.{created}");
        }

        // The first two rows are the table's head and the line below it.
        var fields = Row().Matches(configuration).Skip(2).Select(static row => $"{row.Groups["field"].Value}: {row.Groups["value"].Value.Trim('`', '*')}");
        return new ClientBlock(string.Join('\n', fields), $"Enter these values in {client.About.Title}.");
    }

    /// <summary>The text with a key. It is a method so that the record, which can be logged, contains no key.</summary>
    public string WithKey(string key) => Text.Replace(Placeholders.Key, key, StringComparison.Ordinal);

    private static string ConfigurationOf(Article client) =>
        $"\n{client.Body}".Split(Heading).FirstOrDefault(static part => part.StartsWith(Configuration, StringComparison.Ordinal)) ?? client.Body;

    /// <summary>The lines themselves, or a command that creates the file that they are. <c>set -C</c> keeps an existing file.</summary>
    private static string CommandOf(Match block)
    {
        var (file, text) = (block.Groups["file"].Value, block.Groups["text"].Value);
        return file.Length == 0 ? text : $"(set -C; cat > {file}) << 'END'\n{text}END\n";
    }

    [GeneratedRegex(
        "^```[a-z]+( (?<file>\\S+))?\n(?<text>.*?)^```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"^\| (?<field>[^|\n]+?) \| (?<value>[^|\n]+?) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
