using System.Text;

namespace JusInfer.Portal.Content.Connect;

/// <summary>The list of clients and their pages as Markdown, with the address of the portal.</summary>
internal static class ConnectMarkdown
{
    /// <param name="content">The articles.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static string ListOf(ContentSnapshot content, string origin)
    {
        var text = new StringBuilder($"# Connect a client to {origin}\n\n");
        foreach (var client in content.In(Section.Connect))
            text.Append($"- [{client.About.Title}]({origin}{client.MarkdownAddress}): {client.About.Description}\n");
        return text.ToString();
    }

    /// <summary>The page of a client, after the commands of its setup script if it has one.</summary>
    /// <inheritdoc cref="ListOf"/>
    public static string Of(Article client, string origin)
    {
        var text = new StringBuilder($"# Connect {client.About.Title} to {origin}\n\n{client.About.Tldr}\n\n");
        if (SetupScript.Supports(client))
        {
            var commands = new SetupCommands(client.Address, origin);
            text.Append($"## Set up with one command\n\n```bash\n{commands.Shell}\n```\n\nOn Windows:\n\n```powershell\n{commands.PowerShell}\n```\n\n");
        }

        return text.Append(client.Body.WithAddress(origin)).Append('\n').ToString();
    }
}
