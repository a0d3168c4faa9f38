using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

namespace JusInfer.Portal.Tests.Catalog;

/// <summary>A small valid catalog file, which a test can change.</summary>
internal static class CatalogFile
{
    private const string Valid = """
        {
          "providers": [
            { "id": "openai", "dialect": "openai-chat", "baseUrl": "https://api.openai.com/v1", "apiKeyEnv": "OPENAI_API_KEY" },
            { "id": "anthropic", "dialect": "anthropic-messages", "baseUrl": "https://api.anthropic.com", "apiKeyEnv": "ANTHROPIC_API_KEY" },
            { "id": "local", "dialect": "openai-chat", "baseUrl": "http://127.0.0.1:11434/v1" }
          ],
          "models": [
            {
              "id": "openai/gpt-5", "aliases": ["gpt-5", "gpt-5-2025-08-07"], "tier": "frontier", "quality": 0.92,
              "endpoints": [ { "provider": "openai", "model": "gpt-5" }, { "provider": "local", "model": "gpt-5:latest" } ],
              "contextWindow": 400000, "maxOutputTokens": 128000, "capabilities": ["tools", "vision"],
              "prices": [ { "from": "2025-08-07", "input": 1.25, "cacheRead": 0.125, "output": 10 } ]
            },
            {
              "id": "anthropic/claude-sonnet-4.5", "tier": "frontier", "quality": 0.9,
              "endpoints": [ { "provider": "anthropic", "model": "claude-sonnet-4-5" } ],
              "contextWindow": 200000,
              "prices": [ { "from": "2025-09-29", "input": 3, "cacheRead": 0.3, "cacheWrite5m": 3.75, "cacheWrite1h": 6, "output": 15 } ]
            }
          ],
          "auto": { "id": "jusInfer-auto", "aliases": ["auto", "gpt-4o-mini"], "baseline": "anthropic/claude-sonnet-4.5" }
        }
        """;

    /// <summary>The dialects of the product.</summary>
    public static Dialect[] Dialects => [ChatDialect.Id, MessagesDialect.Id, ResponsesDialect.Id];

    public static JsonObject Copy(Action<JsonObject>? change = null)
    {
        var file = JsonNode.Parse(Valid)!.AsObject();
        change?.Invoke(file);
        return file;
    }

    public static JsonObject Provider(this JsonObject file, int index) => file["providers"]![index]!.AsObject();

    public static JsonObject Model(this JsonObject file, int index) => file["models"]![index]!.AsObject();

    public static JsonObject Endpoint(this JsonObject model, int index) => model["endpoints"]![index]!.AsObject();

    public static JsonObject Price(this JsonObject model, int index) => model["prices"]![index]!.AsObject();

    public static Result<CatalogSnapshot, CatalogErrors> Read(Action<JsonObject>? change = null, Func<string, string?>? environment = null) =>
        ReadText(Copy(change).ToJsonString(), environment);

    public static Result<CatalogSnapshot, CatalogErrors> ReadText(string json, Func<string, string?>? environment = null) =>
        CatalogReader.Read(Encoding.UTF8.GetBytes(json), Dialects, environment ?? (_ => "credential"));

    public static CatalogSnapshot Load(Action<JsonObject>? change = null, Func<string, string?>? environment = null)
    {
        var result = Read(change, environment);
        result.Error.ShouldBeNull();
        return result.Value;
    }

    /// <summary>The only error of a file with this change.</summary>
    public static string Error(Action<JsonObject> change) => Read(change).Error.ShouldNotBeNull().Messages.ShouldHaveSingleItem();
}
