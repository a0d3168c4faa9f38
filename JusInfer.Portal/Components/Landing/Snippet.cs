using System.Collections.Immutable;

namespace JusInfer.Portal.Components.Landing;

/// <summary>One line of a diff: unchanged, removed or added.</summary>
internal readonly record struct SnippetLine(char Marker, string Text)
{
    /// <summary>Parses <c>-removed</c>, <c>+added</c> or an unchanged line that starts with a space.</summary>
    public static SnippetLine Parse(string line) => line is "" ? new(' ', "") : new(line[0], line[1..]);
}

/// <summary>How to point one client at this gateway, as a diff of existing code or settings.</summary>
internal sealed record Snippet(string Slug, string Client, string File, ImmutableArray<SnippetLine> Lines);

/// <summary>The snippets of the landing page.</summary>
internal static class Snippets
{
    /// <summary>One snippet for each client.</summary>
    /// <param name="origin">Scheme, host and port of this site, without a trailing slash.</param>
    public static ImmutableArray<Snippet> For(string origin) =>
    [
        Diff("python", "Python", "agent.py", $"""
             from openai import OpenAI
             
             client = OpenAI(
            -    base_url="https://api.openai.com/v1",
            -    api_key=os.environ["OPENAI_API_KEY"],
            +    base_url="{origin}/v1",
            +    api_key=os.environ["JUSINFER_API_KEY"],
             )
            """),
        Diff("node", "Node", "agent.mjs", $$"""
             import OpenAI from "openai";
             
             const client = new OpenAI({
            -  baseURL: "https://api.openai.com/v1",
            -  apiKey: process.env.OPENAI_API_KEY,
            +  baseURL: "{{origin}}/v1",
            +  apiKey: process.env.JUSINFER_API_KEY,
             });
            """),
        Diff("goose", "Goose", "shell", $"""
            -export OPENAI_HOST=https://api.openai.com
            -export OPENAI_API_KEY=$OPENAI_KEY
            +export OPENAI_HOST={origin}
            +export OPENAI_API_KEY=$JUSINFER_API_KEY
             export GOOSE_PROVIDER=openai
             export GOOSE_MODEL=jusInfer-auto
             goose session
            """),
        Diff("curl", "curl", "shell", $$"""
            -curl https://api.openai.com/v1/chat/completions \
            -  -H "Authorization: Bearer $OPENAI_API_KEY" \
            +curl {{origin}}/v1/chat/completions \
            +  -H "Authorization: Bearer $JUSINFER_API_KEY" \
               -H "Content-Type: application/json" \
               -d '{"model": "jusInfer-auto", "messages":
                    [{"role": "user", "content": "Say hello."}]}'
            """),
    ];

    private static Snippet Diff(string slug, string client, string file, string diff) =>
        new(slug, client, file, [.. diff.Split('\n').Select(SnippetLine.Parse)]);
}
