using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// The product before one socket of each dialect, which is every provider of that dialect. Many cases run at once: each names itself in its question, and
/// the socket answers it by its own model.
/// </summary>
public partial class ResumptionHost : IAsyncLifetime
{
    private readonly Dictionary<string, ScriptedUpstream> upstreams = [];
    private readonly ConcurrentDictionary<int, FragileModel> models = new();
    private int cases;

    internal PortalHost Portal { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    /// <summary>A model at two providers, whose addresses are <c>/a</c> and <c>/b</c>.</summary>
    internal static string Twice(ISpeaker speaker) => $"test/twice-{speaker.Dialect}";

    /// <summary>A model at one provider.</summary>
    internal static string Once(ISpeaker speaker) => $"test/once-{speaker.Dialect}";

    /// <summary>A model at two providers of which the first is given little time to fall silent.</summary>
    internal static string Hasty(ISpeaker speaker) => $"test/hasty-{speaker.Dialect}";

    /// <summary>A model that goes on in its own open turn, in the way that its dialect has.</summary>
    internal static string Native(ISpeaker speaker) => $"test/native-{speaker.Dialect}";

    internal static ISpeaker SpeakerOf(string dialect) => DialectHost.Speakers.Single(speaker => speaker.Dialect == dialect);

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog();
        foreach (var speaker in DialectHost.Speakers)
        {
            var upstream = upstreams[speaker.Dialect] = await ScriptedUpstream.StartAsync();
            upstream.Always(request => models[CaseOf(request)].Answer(request));
            var name = speaker.Dialect.Replace('-', '_');
            var version = speaker.Dialect == "anthropic-messages" ? "" : "/v1";
            catalog.Provider($"{name}_a", $"{Route(upstream.Root, "a")}/a{version}", dialect: speaker.Dialect, patience: 30)
                .Provider($"{name}_b", $"{Route(upstream.Root, "b")}/b{version}", dialect: speaker.Dialect, patience: 30)
                .Provider($"{name}_hasty", $"{upstream.Root}/hasty{version}", dialect: speaker.Dialect, patience: 2, idle: 0.4);
            Add(Twice(speaker), "anchor", "a", "b");
            Add(Once(speaker), "anchor", "a");
            Add(Hasty(speaker), "anchor", "hasty", "b");
            Add(Native(speaker), speaker.Dialect == "openai-chat" ? "prefix" : "prefill", "a", "b");

            void Add(string id, string continuation, params string[] providers) => catalog.Model(
                id, [.. providers.Select(provider => $"{name}_{provider}:claude-sonnet-4-5")], context: 200_000, continuation: continuation,
                capabilities: ["tools", "parallel_tools", "json_object", "json_schema", "reasoning"]);
        }

        Portal = await PortalHost.StartAsync(catalog, ("Gateway:RetryFloor", "1000000"));
        Team = await Portal.SignUpAsync();
        Caller = await Team.MintAsync(new { name = "resumption", rpm = 10_000_000 });
    }

    /// <summary>Puts a question to a model through a front door.</summary>
    /// <param name="door">The client's dialect.</param>
    /// <param name="id">The model, as <see cref="Twice"/> and the others name it.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="model">Answers.</param>
    /// <param name="headers">The client's own.</param>
    internal Task<GatewayAnswer> AskAsync(ISpeaker door, string id, Question question, FragileModel model, params (string Name, string Value)[] headers) =>
        AskAsync(Caller, door, id, question, model, headers);

    /// <summary>The same, by somebody else.</summary>
    internal async Task<GatewayAnswer> AskAsync(Caller caller, ISpeaker door, string id, Question question, FragileModel model, params (string Name, string Value)[] headers)
    {
        var number = Take(model);
        Forgive();
        try
        {
            return await caller.PostAsync(door.Path, BodyOf(door, id, question, number), headers);
        }
        finally
        {
            models.TryRemove(number, out _);
        }
    }

    /// <summary>Has whoever asks in the words that this returns be answered by a model.</summary>
    internal string Enlist(FragileModel model)
    {
        Forgive();
        return WordsOf(Take(model));
    }

    /// <summary>The address at which the gateway finds a provider.</summary>
    /// <param name="root">Where it is.</param>
    /// <param name="provider">Which of its dialect: a or b.</param>
    private protected virtual string Route(string root, string provider) => root;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Portal.DisposeAsync();
        foreach (var upstream in upstreams.Values) await upstream.DisposeAsync();
    }

    private static string BodyOf(ISpeaker door, string id, Question question, int number)
    {
        var body = new JsonObject { ["model"] = id };
        foreach (var (name, value) in door.Ask(question with { Text = WordsOf(number) })) body[name] = value?.DeepClone();
        body["stream"] = true;
        if (door is ChatSpeaker) body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return body.ToJsonString();
    }

    private static string WordsOf(int number) => $"This is case {number}.";

    private int Take(FragileModel model)
    {
        var number = Interlocked.Increment(ref cases);
        models[number] = model;
        return number;
    }

    private static int CaseOf(UpstreamRequest request) => int.Parse(CaseForm().Match(request.Text).Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Streams die here by the thousand: no endpoint is to be known for it.</summary>
    private void Forgive()
    {
        var health = Portal.Services.GetRequiredService<EndpointHealthRegistry>();
        foreach (var endpoint in Portal.Services.GetRequiredService<CatalogSnapshot>().Models.SelectMany(static model => model.Endpoints)) health.Of(endpoint).Forgive();
    }

    [GeneratedRegex("This is case (?<number>[0-9]+)\\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CaseForm();
}
