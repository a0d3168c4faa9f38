using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// The product with one scripted upstream per dialect, which represents all providers of the dialect. Cases run concurrently: each request
/// contains the number of its case, and the upstream answers it with the model of that case.
/// </summary>
public partial class ResumptionHost : IAsyncLifetime
{
    private readonly Dictionary<string, ScriptedUpstream> upstreams = [];
    private readonly ConcurrentDictionary<int, InterruptedModel> models = new();
    private int cases;

    internal PortalHost Portal { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    /// <summary>A model at two providers, with the base paths <c>/a</c> and <c>/b</c>.</summary>
    internal static string TwoProviders(ITestDialect dialect) => $"test/two-providers-{dialect.Name}";

    /// <summary>A model at one provider.</summary>
    internal static string OneProvider(ITestDialect dialect) => $"test/one-provider-{dialect.Name}";

    /// <summary>A model at two providers, of which the first has a short idle timeout.</summary>
    internal static string ShortIdleTimeout(ITestDialect dialect) => $"test/short-idle-timeout-{dialect.Name}";

    /// <summary>A model that continues a prefill, in the dialect's way.</summary>
    internal static string NativeContinuation(ITestDialect dialect) => $"test/native-continuation-{dialect.Name}";

    internal static ITestDialect DialectOf(string name) => DialectHost.Dialects.Single(dialect => dialect.Name == name);

    internal static ITestClientDialect ClientDialectOf(string name) => DialectHost.ClientDialects.Single(dialect => dialect.Name == name);

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog();
        foreach (var dialect in DialectHost.Dialects)
        {
            var upstream = upstreams[dialect.Name] = await ScriptedUpstream.StartAsync();
            upstream.Always(request => models[ReadCase(request)].Answer(request));
            var name = dialect.Name.Replace('-', '_');
            var version = dialect.Name == "anthropic-messages" ? "" : "/v1";
            catalog.Provider($"{name}_a", $"{Route(upstream.Root, "a")}/a{version}", dialect: dialect.Name, timeoutSeconds: 30)
                .Provider($"{name}_b", $"{Route(upstream.Root, "b")}/b{version}", dialect: dialect.Name, timeoutSeconds: 30)
                .Provider($"{name}_hasty", $"{upstream.Root}/hasty{version}", dialect: dialect.Name, timeoutSeconds: 2, idleSeconds: 0.4);
            Add(TwoProviders(dialect), "anchor", "a", "b");
            Add(OneProvider(dialect), "anchor", "a");
            Add(ShortIdleTimeout(dialect), "anchor", "hasty", "b");
            Add(NativeContinuation(dialect), dialect.Name == "openai-chat" ? "prefix" : "prefill", "a", "b");

            void Add(string id, string continuation, params string[] providers) => catalog.Model(
                id, [.. providers.Select(provider => $"{name}_{provider}:claude-sonnet-4-5")], context: 200_000, continuation: continuation,
                capabilities: ["tools", "parallel_tools", "json_object", "json_schema", "reasoning"]);
        }

        Portal = await PortalHost.StartAsync(catalog, ("Gateway:RetryFloor", "1000000"));
        Team = await Portal.SignUpAsync();
        Caller = await Team.MintAsync(new { name = "resumption", rpm = 10_000_000 });
    }

    /// <summary>Sends a streaming request.</summary>
    /// <param name="client">The client's dialect.</param>
    /// <param name="id">The model's id, for example of <see cref="TwoProviders"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="model">The model that answers.</param>
    /// <param name="headers">Additional headers.</param>
    internal Task<GatewayAnswer> AskAsync(ITestClientDialect client, string id, ModelRequest request, InterruptedModel model, params (string Name, string Value)[] headers) =>
        AskAsync(Caller, client, id, request, model, headers);

    /// <summary>Sends a streaming request of another caller.</summary>
    internal async Task<GatewayAnswer> AskAsync(Caller caller, ITestClientDialect client, string id, ModelRequest request, InterruptedModel model, params (string Name, string Value)[] headers)
    {
        var number = AddCase(model);
        ResetHealth();
        try
        {
            return await caller.PostAsync(client.PathOf(id, streamed: true), BodyOf(client, id, request, number), headers);
        }
        finally
        {
            models.TryRemove(number, out _);
        }
    }

    /// <summary>Registers a model and returns the request text for which it answers.</summary>
    internal string Register(InterruptedModel model)
    {
        ResetHealth();
        return CaseText(AddCase(model));
    }

    /// <summary>The base address of a provider for the gateway.</summary>
    /// <param name="root">The address of the upstream.</param>
    /// <param name="provider">The provider of the dialect, a or b.</param>
    private protected virtual string Route(string root, string provider) => root;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Portal.DisposeAsync();
        foreach (var upstream in upstreams.Values) await upstream.DisposeAsync();
    }

    private static string BodyOf(ITestClientDialect client, string id, ModelRequest request, int number)
    {
        var body = new JsonObject { ["model"] = id };
        foreach (var (name, value) in client.WriteRequest(request with { Text = CaseText(number) })) body[name] = value?.DeepClone();
        body["stream"] = true;
        if (client is ChatTestDialect) body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return body.ToJsonString();
    }

    private static string CaseText(int number) => $"This is case {number}.";

    private int AddCase(InterruptedModel model)
    {
        var number = Interlocked.Increment(ref cases);
        models[number] = model;
        return number;
    }

    private static int ReadCase(UpstreamRequest request) => int.Parse(CasePattern().Match(request.Text).Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Resets the circuit breakers, because thousands of streams are interrupted on purpose.</summary>
    private void ResetHealth()
    {
        var health = Portal.Services.GetRequiredService<EndpointHealthRegistry>();
        foreach (var endpoint in Portal.Services.GetRequiredService<CatalogSnapshot>().Models.SelectMany(static model => model.Endpoints)) health.Get(endpoint).Reset();
    }

    [GeneratedRegex("This is case (?<number>[0-9]+)\\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CasePattern();
}
