using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Infrastructure;

/// <summary>The catalog of a gateway under test. Every scripted provider serves all its models, in one dialect.</summary>
internal static class Catalog
{
    public const string CredentialVariable = "JUSINFER_CLIENTS_PROVIDER_CREDENTIAL";

    /// <summary>Names that clients recognize and treat specially.</summary>
    private static readonly string[] Models = ["anthropic/claude-sonnet-4.5", "openai/gpt-5"];

    public static string WriteTo(string folder, Dialect dialect, IReadOnlyList<Uri> providers)
    {
        var path = Path.Combine(folder, "catalog.json");
        File.WriteAllText(path, Json.Serialize(new
        {
            providers = providers.Select((provider, at) => new { id = NameOf(at), dialect = dialect.Name, baseUrl = dialect.BaseUrl(provider), apiKeyEnv = CredentialVariable }),
            models = Models.Select(id => Model(id, providers.Count, "frontier", "tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning"))
                .Append(Model("scripted/embedding", providers.Count, "small", "embeddings")),
            auto = new { id = "jusInfer-auto", baseline = Models[0] },
        }));
        return path;
    }

    private static string NameOf(int provider) => $"scripted-{provider + 1}";

    private static object Model(string id, int providers, string tier, params string[] capabilities) => new
    {
        id,
        tier,
        quality = 0.9,
        endpoints = Enumerable.Range(0, providers).Select(at => new { provider = NameOf(at), model = $"served-{id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..]}" }),
        contextWindow = 400_000,
        maxOutputTokens = 128_000,
        capabilities,
        prices = new[] { new { from = "2025-01-01", input = 1.0, cacheRead = 0.1, output = 2.0 } },
    };
}
