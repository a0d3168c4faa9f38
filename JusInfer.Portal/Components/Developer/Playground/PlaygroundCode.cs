using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>The request of the form as code.</summary>
/// <param name="Slug">Identifies the language.</param>
/// <param name="Label">The language.</param>
/// <param name="Text">The code.</param>
internal sealed record CodeSample(string Slug, string Label, string Text);

internal static class PlaygroundCode
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="origin">Scheme, host and port of this portal, without a trailing slash.</param>
    /// <param name="model">The requested model.</param>
    /// <param name="request">The request as <see cref="PlaygroundInput.Read"/> returns it.</param>
    public static ImmutableArray<CodeSample> For(string origin, string model, JsonObject request)
    {
        var json = Json(model, request);
        return
        [
            new("curl", "curl", $$"""
                curl -N {{origin}}/v1/chat/completions \
                  -H "Authorization: Bearer $JUSINFER_API_KEY" \
                  -H "Content-Type: application/json" \
                  -d '{{json.Replace("'", "'\\''", StringComparison.Ordinal)}}'
                """),
            new("python", "Python", $$"""
                import json, os
                from openai import OpenAI

                client = OpenAI(base_url="{{origin}}/v1", api_key=os.environ["JUSINFER_API_KEY"])
                request = json.loads(r'''
                {{json.Replace("'''", "''\\u0027", StringComparison.Ordinal)}}
                ''')
                for chunk in client.chat.completions.create(**request):
                    if chunk.choices and chunk.choices[0].delta.content:
                        print(chunk.choices[0].delta.content, end="", flush=True)
                """),
            new("node", "Node", $$"""
                import OpenAI from "openai";

                const client = new OpenAI({ baseURL: "{{origin}}/v1", apiKey: process.env.JUSINFER_API_KEY });
                const stream = await client.chat.completions.create({{json}});
                for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? "");
                """),
            new("csharp", "C#", $$""""
                using System.Net.Http.Headers;
                using System.Text;

                using var http = new HttpClient { BaseAddress = new Uri("{{origin}}") };
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("JUSINFER_API_KEY"));
                const string body = """
                {{json}}
                """;
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
                while (await reader.ReadLineAsync() is { } line) Console.WriteLine(line);
                """"),
            new("go", "Go", $$"""
                package main

                import (
                	"io"
                	"net/http"
                	"os"
                	"strings"
                )

                const body = `{{json.Replace("`", "\\u0060", StringComparison.Ordinal)}}`

                func main() {
                	request, _ := http.NewRequest("POST", "{{origin}}/v1/chat/completions", strings.NewReader(body))
                	request.Header.Set("Authorization", "Bearer "+os.Getenv("JUSINFER_API_KEY"))
                	request.Header.Set("Content-Type", "application/json")
                	response, err := http.DefaultClient.Do(request)
                	if err != nil {
                		panic(err)
                	}
                	defer response.Body.Close()
                	io.Copy(os.Stdout, response.Body)
                }
                """),
        ];
    }

    /// <summary>The body with the model first, and placeholders for the content of images and PDFs.</summary>
    private static string Json(string model, JsonObject request)
    {
        var body = new JsonObject { ["model"] = model };
        foreach (var (name, value) in request) body[name] = value?.DeepClone();
        foreach (var part in body["messages"]!.AsArray().Select(static message => message!["content"]).OfType<JsonArray>().SelectMany(static parts => parts))
        {
            if (part?["image_url"] is JsonObject image) RemoveContent(image, "url");
            if (part?["file"] is JsonObject file) RemoveContent(file, "file_data");
        }

        return body.ToJsonString(Indented);
    }

    private static void RemoveContent(JsonObject holder, string name)
    {
        var uri = holder[name]!.GetValue<string>();
        holder[name] = string.Concat(uri.AsSpan(0, uri.IndexOf(',', StringComparison.Ordinal) + 1), "…");
    }
}
