using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.E2E.Infrastructure;

/// <summary>A provider of one model that accepts one credential, and a catalog that names it.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    /// <summary>The id in the catalog.</summary>
    public const string Id = "scripted";

    private const string Answer = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1763600000,"model":"small","choices":[{"index":0,"message":{"role":"assistant","content":"Hello from the provider."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1200,"completion_tokens":300,"total_tokens":1500}}
        """;

    private readonly WebApplication app;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-e2e-catalog-");

    private ScriptedProvider(WebApplication app) => this.app = app;

    /// <summary>The credential that it accepts.</summary>
    public string Credential { get; } = Secrets.Register("credential", $"sk-scripted-{Guid.NewGuid():N}");

    /// <summary>The bodies of the calls that it has answered.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public static async Task<ScriptedProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        var provider = new ScriptedProvider(web);
        web.MapPost("/v1/chat/completions", provider.AnswerAsync);
        await web.StartAsync();
        return provider;
    }

    /// <summary>Writes a catalog with this provider, to which no credential belongs yet.</summary>
    /// <returns>The path of the file.</returns>
    public string WriteCatalog()
    {
        var path = Path.Combine(folder.FullName, "catalog.json");
        File.WriteAllText(path, $$"""
            {
              "providers": [{ "id": "{{Id}}", "dialect": "openai-chat", "baseUrl": "{{app.Urls.Single()}}/v1", "apiKeyEnv": "SCRIPTED_KEY", "stopsBillingOnAbort": true }],
              "models": [{ "id": "scripted/small", "tier": "small", "quality": 0.5, "endpoints": [{ "provider": "{{Id}}", "model": "small" }], "contextWindow": 100000,
                           "capabilities": ["tools"], "prices": [{ "from": "2025-01-01", "input": 10, "output": 30 }] }],
              "auto": { "id": "jusInfer-auto", "baseline": "scripted/small" }
            }
            """);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var isAccepted = context.Request.Headers.Authorization == $"Bearer {Credential}";
        if (isAccepted) Calls.Enqueue(body);
        context.Response.StatusCode = isAccepted ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(isAccepted ? Answer : """{"error":{"message":"Incorrect API key provided.","code":"invalid_api_key"}}""");
    }
}
