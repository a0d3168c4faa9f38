using System.Collections.Immutable;

namespace JusInfer.Portal.Reports.Models;

/// <summary>One call to a model as code.</summary>
/// <param name="Slug">Identifies the snippet on its page.</param>
/// <param name="Label">The language or program.</param>
/// <param name="Language">The language of a Markdown code block.</param>
/// <param name="Text">The code.</param>
internal sealed record ModelSnippet(string Slug, string Label, string Language, string Text);

internal static class ModelSnippets
{
    /// <summary>A chat, or an embedding.</summary>
    /// <param name="origin">Scheme, host and port of this portal, without a trailing slash.</param>
    /// <param name="model">The id of the model.</param>
    /// <param name="isEmbedding">The model computes embeddings.</param>
    public static ImmutableArray<ModelSnippet> For(string origin, string model, bool isEmbedding) => isEmbedding ? Embedding(origin, model) : Chat(origin, model);

    private static ImmutableArray<ModelSnippet> Chat(string origin, string model) =>
    [
        new("curl", "curl", "bash", $$"""
            curl {{origin}}/v1/chat/completions \
              -H "Authorization: Bearer $JUSINFER_API_KEY" \
              -H "Content-Type: application/json" \
              -d '{"model": "{{model}}",
                   "messages": [{"role": "user", "content": "Say hello."}]}'
            """),
        new("python", "Python", "python", $$"""
            import os
            from openai import OpenAI

            client = OpenAI(
                base_url="{{origin}}/v1",
                api_key=os.environ["JUSINFER_API_KEY"],
            )
            answer = client.chat.completions.create(
                model="{{model}}",
                messages=[{"role": "user", "content": "Say hello."}],
            )
            print(answer.choices[0].message.content)
            """),
        new("node", "Node", "javascript", $$"""
            import OpenAI from "openai";

            const client = new OpenAI({
              baseURL: "{{origin}}/v1",
              apiKey: process.env.JUSINFER_API_KEY,
            });
            const answer = await client.chat.completions.create({
              model: "{{model}}",
              messages: [{ role: "user", content: "Say hello." }],
            });
            console.log(answer.choices[0].message.content);
            """),
    ];

    private static ImmutableArray<ModelSnippet> Embedding(string origin, string model) =>
    [
        new("curl", "curl", "bash", $$"""
            curl {{origin}}/v1/embeddings \
              -H "Authorization: Bearer $JUSINFER_API_KEY" \
              -H "Content-Type: application/json" \
              -d '{"model": "{{model}}", "input": "A text."}'
            """),
        new("python", "Python", "python", $$"""
            import os
            from openai import OpenAI

            client = OpenAI(
                base_url="{{origin}}/v1",
                api_key=os.environ["JUSINFER_API_KEY"],
            )
            answer = client.embeddings.create(model="{{model}}", input="A text.")
            print(len(answer.data[0].embedding))
            """),
        new("node", "Node", "javascript", $$"""
            import OpenAI from "openai";

            const client = new OpenAI({
              baseURL: "{{origin}}/v1",
              apiKey: process.env.JUSINFER_API_KEY,
            });
            const answer = await client.embeddings.create({ model: "{{model}}", input: "A text." });
            console.log(answer.data[0].embedding.length);
            """),
    ];
}
