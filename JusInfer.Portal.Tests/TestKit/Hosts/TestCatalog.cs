using System.Globalization;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>Builds a catalog file for scripted upstreams.</summary>
internal sealed class TestCatalog
{
    private readonly JsonObject file = new()
    {
        ["providers"] = new JsonArray(),
        ["models"] = new JsonArray(),
        ["auto"] = new JsonObject { ["id"] = "jusInfer-auto", ["aliases"] = new JsonArray("auto") },
    };

    private readonly List<(string Name, string Value)> environment = [];

    /// <summary>
    /// The environment variables with the credentials of the providers. A host is given them; to set them in this process would change
    /// every test that runs at the same time.
    /// </summary>
    public IReadOnlyList<(string Name, string Value)> Environment => environment;

    /// <summary>The value of the environment variable with a test provider's credential.</summary>
    public static string CredentialOf(string provider) => $"sk-upstream-{provider}-credential";

    public TestCatalog Provider(
        string id, string baseUrl, bool stopsBilling = true, double timeoutSeconds = 10, string? apiKeyEnv = null,
        string dialect = "openai-chat", double? idleSeconds = null, string? requestPolicy = null, bool anthropic = false,
        bool? compaction = null, bool? assembleStreams = null, string? cacheMarkers = null, string? apiKeyFile = null,
        double? totalSeconds = null, bool? acceptsSystemAnywhere = null, string? tls = null)
    {
        var variable = apiKeyEnv ?? $"JUSINFER_TEST_{id.ToUpperInvariant()}_KEY";
        if (apiKeyEnv is null && apiKeyFile is null) environment.Add((variable, CredentialOf(id)));
        var provider = new JsonObject
        {
            ["id"] = id,
            ["dialect"] = dialect,
            ["baseUrl"] = baseUrl,
            [apiKeyFile is null ? "apiKeyEnv" : "apiKeyFile"] = apiKeyFile ?? variable,
            ["stopsBillingOnAbort"] = stopsBilling,
            ["anthropic"] = anthropic,
            ["firstTokenSeconds"] = timeoutSeconds,
            ["idleSeconds"] = idleSeconds ?? timeoutSeconds,
            ["totalSeconds"] = totalSeconds ?? (timeoutSeconds * 3),
            ["requestPolicy"] = JsonNode.Parse(requestPolicy ?? "[]"),
        };
        if (tls is not null) provider["tls"] = JsonNode.Parse(tls);
        if (compaction is not null) provider["compaction"] = compaction;
        if (acceptsSystemAnywhere is not null) provider["acceptsSystemAnywhere"] = acceptsSystemAnywhere;
        if (cacheMarkers is not null) provider["cacheMarkers"] = cacheMarkers;
        if (assembleStreams is not null) provider["assembleStreams"] = assembleStreams;
        file["providers"]!.AsArray().Add(provider);
        return this;
    }

    /// <summary>
    /// Adds a model. Prices are in USD per million tokens; each endpoint is <c>provider:model</c> or, with a price of its own,
    /// <c>provider:model=2</c>.
    /// </summary>
    public TestCatalog Model(
        string id, string[] endpoints, string tier = "mid", double quality = 0.5, decimal input = 1, decimal cacheRead = 0.1m, decimal output = 10,
        int context = 100_000, string[]? aliases = null, string[]? capabilities = null, int? maxOutput = null, string toolCallFormat = "native", string continuation = "anchor", bool thinkTags = false, string? priceTiers = null, decimal? audioInput = null, decimal? audioOutput = null, decimal? cacheWrite = null, string? priors = null,
        decimal? cacheWrite1h = null)
    {
        var model = new JsonObject
        {
            ["id"] = id,
            ["tier"] = tier,
            ["quality"] = quality,
            ["endpoints"] = new JsonArray([.. endpoints.Select(Endpoint)]),
            ["contextWindow"] = context,
            ["aliases"] = Texts(aliases ?? []),
            ["toolCallFormat"] = toolCallFormat,
            ["continuation"] = continuation,
            ["thinkTags"] = thinkTags,
            ["capabilities"] = Texts(capabilities ?? ["tools", "parallel_tools", "json_object", "json_schema"]),
            ["prices"] = new JsonArray(new JsonObject { ["from"] = "2025-01-01", ["input"] = input, ["cacheRead"] = cacheRead, ["output"] = output }),
        };
        if (cacheWrite is not null) model["prices"]![0]!["cacheWrite5m"] = cacheWrite;
        if (cacheWrite1h is not null) model["prices"]![0]!["cacheWrite1h"] = cacheWrite1h;
        if (audioInput is not null) model["prices"]![0]!["audioInput"] = audioInput;
        if (audioOutput is not null) model["prices"]![0]!["audioOutput"] = audioOutput;
        if (priors is not null) model["priors"] = JsonNode.Parse(priors);
        if (priceTiers is not null) model["prices"]![0]!["tiers"] = JsonNode.Parse(priceTiers);
        if (maxOutput is { } tokens) model["maxOutputTokens"] = tokens;
        file["models"]!.AsArray().Add(model);
        file["auto"]!["baseline"] ??= id;
        return this;
    }

    public string WriteTo(string folder)
    {
        var path = Path.Combine(folder, "catalog.json");
        File.WriteAllText(path, file.ToJsonString());
        return path;
    }

    private static JsonNode Endpoint(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var model = text[(colon + 1)..].Split('=');
        var endpoint = new JsonObject { ["provider"] = text[..colon], ["model"] = model[0] };
        if (model.Length == 1) return endpoint;
        var input = decimal.Parse(model[1], CultureInfo.InvariantCulture);
        endpoint["prices"] = new JsonArray(
            new JsonObject { ["from"] = "2025-01-01", ["input"] = input, ["cacheRead"] = input / 10, ["output"] = input * 10 });
        return endpoint;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
