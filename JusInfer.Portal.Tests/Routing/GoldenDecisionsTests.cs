using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.Catalog;
using JusInfer.Portal.Tests.Routing.Sessions;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Routing;

/// <summary>
/// Decisions that a person can read and judge, in <c>golden-decisions.json</c>: the rules of the team, what is known of the session, and then the route, the model,
/// the rejected models and the sentence of the receipt. After a change of the rules, run this class with <c>JUSINFER_WRITE_GOLDEN=1</c> and read the difference.
/// </summary>
[Trait("Promise", "P-13")]
public sealed class GoldenDecisionsTests
{
    private static readonly string Path = Repository.PathOf("JusInfer.Portal.Tests", "Routing", "golden-decisions.json");
    private static readonly JsonNode Golden = JsonNode.Parse(File.ReadAllText(Path))!;
    private static readonly Router Router = new(new AutoPolicy(new StepModelSelector(BaselineCostLimit.Default, DetourOptions.Default), StepClassifiers.Shipped.Value));
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Lock Gate = new();
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Cases => [.. Golden["decisions"]!.AsArray().Select(static row => row!["when"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_decision_is_the_golden_one(string when)
    {
        var row = Golden["decisions"]!.AsArray().Single(row => row!["when"]!.GetValue<string>() == when)!;

        var decided = Decide(row);

        if (Environment.GetEnvironmentVariable("JUSINFER_WRITE_GOLDEN") == "1") Write(when, decided);
        else decided.ToJsonString().ShouldBe(row["then"]!.ToJsonString());
    }

    [Fact]
    public void Each_case_has_its_own_name() => Cases.Distinct().Count().ShouldBe(Cases.Count);

    /// <summary>
    /// A case has what is known of the call (<c>call</c>), or the request itself (<c>call.prompt</c>), the rules of the team, models that the catalog has in addition
    /// (<c>with</c>), providers without a credential (<c>off</c>), and the health of providers.
    /// </summary>
    private static JsonObject Decide(JsonNode row)
    {
        var catalog = CatalogOf(row);
        var policy = row["rules"] is { } rules ? PolicyOf(rules) : RoutingPolicy.Default;
        var call = row["call"]!;
        var (features, outline) = call["prompt"] is { } prompt ? RequestOf(call, prompt) : (FeaturesOf(call), OutlineOf(call));
        var pinned = call["pinned"] is { } name ? catalog.Models.Single(model => model.Id == name.GetValue<string>()) : null;
        var decision = Router.Plan(features, pinned, new RoutingContext(catalog, Today, Flag(call, "economy"))
        {
            Variant = call["variant"] is { } variant ? Enum.Parse<AutoVariant>(variant.GetValue<string>()) : AutoVariant.Balanced,
            Call = new RoutedCall(outline, call["session"] is { } session ? StateOf(session, outline.Prefix, policy, catalog) : null, Now) { Sample = SampleOf(call, TeamRules.From(policy, catalog)), RunEscalations = (int)Number(call, "run_repeated", 0), FeedbackPriors = OwnOf(call) },
            Rules = TeamRules.From(policy, catalog),
            Allowed = Names(call, "key"),
            IsAvailable = endpoint => HealthOf(row, endpoint).IsAvailable,
        });
        if (decision is not RouteDecision.Planned(var plan)) return new JsonObject { ["error"] = ErrorOf(decision).Message };
        var (details, first) = (RouteRecords.From(plan), plan.Targets[0].Model.Id);
        var decided = new JsonObject
        {
            ["route"] = plan.Reason,
            ["model"] = first,
            ["rejected"] = new JsonArray([.. (details?.Rejected ?? []).Select(static rejected => (JsonNode?)$"{rejected.Model}: {RouteSentences.DescribeRejection(rejected.Reason)}")]),
            ["says"] = RouteSentences.Explain(plan.Reason, first, details),
        };
        if (Flag(row, "order"))
        {
            var order = EndpointOrder.Sort(plan.Targets, [.. plan.Targets.Select(target => HealthOf(row, target.Endpoint))], Today);
            decided["order"] = new JsonArray([.. order.Select(static target => (JsonNode?)$"{target.Model.Id} at {target.Endpoint.Provider.Id}")]);
        }

        return decided;
    }

    /// <summary>The results of the team's own tasks, with the tokens of the catalog's measurements.</summary>
    private static ImmutableArray<ModelPrior> OwnOf(JsonNode call) =>
    [
        .. (call["own"]?.AsArray() ?? []).Select(static own => new ModelPrior(own!["model"]!.GetValue<string>(), new TaskPrior
        {
            Domain = TaskDomain.Parse(own["domain"]!.GetValue<string>())!.Value,
            Harness = TaskPrior.Own,
            Source = TaskPrior.Own,
            ResolveRate = own["resolve"]!.GetValue<double>(),
            Tasks = own["n"]!.GetValue<int>(),
            InputTokens = 50_000,
            CacheReadTokens = 750_000,
            CacheWriteTokens = 0,
            OutputTokens = 15_000,
            Date = Today,
        })),
    ];

    private static CatalogSnapshot CatalogOf(JsonNode row)
    {
        var file = Golden["catalog"]!.DeepClone();
        foreach (var added in Names(row, "with"))
        {
            var known = file["models"]!.AsArray().FirstOrDefault(model => model!["id"]!.GetValue<string>() == added);
            if (known is not null) file["models"]!.AsArray().Remove(known);
            file["models"]!.AsArray().Add(Golden["models"]!.AsArray().Single(model => model!["id"]!.GetValue<string>() == added)!.DeepClone());
        }

        foreach (var provider in file["providers"]!.AsArray())
        {
            if (Names(row, "off").Contains(provider!["id"]!.GetValue<string>())) provider["apiKeyEnv"] = "UNSET";
        }

        return CatalogReader.Read(Encoding.UTF8.GetBytes(file.ToJsonString()), CatalogFile.Dialects, static name => name == "UNSET" ? null : "credential").Value;
    }

    private static GatewayError ErrorOf(RouteDecision decision) => decision switch
    {
        RouteDecision.TooLong tooLong => RouteErrors.ContextTooLong(tooLong),
        RouteDecision.NoneCapable none => RouteErrors.NoneCapable(none),
        RouteDecision.NoneUsable none => RouteErrors.NoneUsable(none),
        var other => throw new InvalidOperationException(other.ToString()),
    };

    private static EndpointHealthSnapshot HealthOf(JsonNode row, ModelEndpoint endpoint)
    {
        var health = row["health"]?[endpoint.Provider.Id];
        var isOpen = health is not null && Flag(health, "open");
        return new EndpointHealthSnapshot
        {
            State = isOpen ? CircuitBreakerState.Open : CircuitBreakerState.Closed,
            IsAvailable = !isOpen,
            OpenUntil = isOpen ? TimeSpan.FromMinutes(1) : null,
            ErrorRate = health?["failed"]?.GetValue<double>(),
            FirstTokenSeconds = health?["seconds"]?.GetValue<double>(),
        };
    }

    /// <summary>A request of an agent with one tool, read as the gateway reads it. Of a step, a command and its result are given.</summary>
    private static (RequestFeatures Features, PromptOutline Outline) RequestOf(JsonNode call, JsonNode prompt)
    {
        var messages = new JsonArray();
        if (prompt["system"]?.GetValue<string>() is { } system) messages.Add(new JsonObject { ["role"] = "system", ["content"] = system });
        var padding = string.Concat(Enumerable.Repeat("padding ", (int)Number(prompt, "padding", 0)));
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = prompt["user"]!.GetValue<string>() + padding });
        foreach (var step in prompt["steps"]?.AsArray() ?? [])
        {
            var function = new JsonObject { ["name"] = "bash", ["arguments"] = new JsonObject { ["command"] = step![0]!.GetValue<string>() }.ToJsonString() };
            messages.Add(new JsonObject { ["role"] = "assistant", ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = "1", ["type"] = "function", ["function"] = function }) });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = "1", ["content"] = step[1]!.GetValue<string>() });
        }

        if (prompt["then"]?.GetValue<string>() is { } last) messages.Add(new JsonObject { ["role"] = "user", ["content"] = last });
        var body = new JsonObject { ["model"] = "auto", ["messages"] = messages };
        if (prompt["max_tokens"] is { } limit) body["max_tokens"] = limit.GetValue<int>();
        if (!Flag(call, "chat")) body["tools"] = JsonNode.Parse("""[{"type":"function","function":{"name":"bash","parameters":{"type":"object"}}}]""");
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        var features = ChatRequestReader.Read(bytes).Value.Features;
        var outline = PromptReader.Read(bytes, default, features, StepClassifiers.Shipped.Value)!;
        return (features, outline);
    }

    private static RequestFeatures FeaturesOf(JsonNode call) => new()
    {
        RequiredCapabilities = call["needs"] is { } needs ? needs.AsArray().Aggregate(Capabilities.None, static (all, one) => all | Enum.Parse<Capabilities>(one!.GetValue<string>())) : Capabilities.Tools,
        InputTokens = Number(call, "tokens", 20_000),
        MessageCount = 4,
        LastMessageRole = Flag(call, "result") ? LastMessageRole.Tool : LastMessageRole.User,
    };

    private static PromptOutline OutlineOf(JsonNode call) => new()
    {
        Prefix = Flag(call, "rewritten") ? Prompts.Of(Prompts.Text(1, 4 * (int)Number(call, "tokens", 20_000))) : PrefixHashes.Empty with { Bytes = 4 * Number(call, "tokens", 20_000) },
        Root = 1,
        HasTurn = call["session"] is not null,
        IsAgent = !Flag(call, "chat"),
        EndsWithResult = Flag(call, "result"),
        SideCall = call["side"] is { } side ? Enum.Parse<SideCallKind>(side.GetValue<string>()) : SideCallKind.None,
        Domain = call["domain"] is { } domain ? TaskDomain.Parse(domain.GetValue<string>())!.Value : TaskDomain.Other,
        Trouble = call["trouble"] is { } trouble ? Enum.Parse<TroubleSigns>(trouble.GetValue<string>()) : TroubleSigns.None,
        Risk = call["risk"]?.GetValue<double>() ?? 0.1,
    };

    /// <summary>The sample is that of the first session whose group is the wanted one.</summary>
    private static ulong SampleOf(JsonNode call, RoutingRules rules)
    {
        var (control, measured) = (Flag(call, "control"), !Flag(call, "unmeasured"));
        for (var sample = 1ul; ; sample++)
        {
            if ((rules.GroupOf(sample) == SessionGroup.Control) == control && (rules.SessionModelShare == 0 || rules.MayReplaceBaseline(sample) == measured)) return sample;
        }
    }

    /// <summary>A session of calls with growing prompts to one model, or to the baseline and then to one model.</summary>
    private static PromptSession StateOf(JsonNode session, PrefixHashes prefix, RoutingPolicy policy, CatalogSnapshot catalog)
    {
        var baseline = RatesOf(catalog, session["baseline"]?.GetValue<string>() ?? policy.Baseline ?? catalog.Auto.Baseline.Id);
        var served = RatesOf(catalog, session["on"]?.GetValue<string>() ?? baseline.Target.Model, session["at"]?.GetValue<string>());
        var state = PromptSession.StartAt(baseline.Target, session["domain"] is { } domain ? TaskDomain.Parse(domain.GetValue<string>())!.Value : TaskDomain.Other);
        var before = Flag(session, "other_prompt") ? Prompts.Of(Prompts.Text(2, 4 * (int)Number(session, "tokens", 60_000))) : prefix;
        var (calls, tokens) = (Number(session, "calls", 10), Number(session, "tokens", 60_000));
        for (var i = 0; i < calls; i++)
        {
            var prompt = tokens - ((calls - 1 - i) * 500);
            var warm = i == 0 || served.Cache.MinTokens > prompt ? 0 : prompt - 500;
            var billed = new BilledCall
            {
                Rates = served,
                At = Now.AddSeconds((-10 * (calls - i)) - Number(session, "idle", 0)),
                Tokens = served.TokensOf(prompt, warm, 200),
                StableTokens = i == 0 ? 0 : prompt - 500,
                OutputBound = state.Forecast.OutputBound,
            };
            state = state.After(before, billed, baseline) with { Model = session["kept"]?.GetValue<string>() };
        }

        return state with { Escalations = (int)Number(session, "repeated", 0), IsRefused = Flag(session, "refused") };
    }

    private static CallPrices RatesOf(CatalogSnapshot catalog, string id, string? provider = null)
    {
        var model = catalog.Models.Single(model => model.Id == id);
        return CallPrices.From(new RouteTarget(model, model.UsableEndpoints.First(endpoint => provider is null || endpoint.Provider.Id == provider)), Today);
    }

    private static RoutingPolicy PolicyOf(JsonNode rules) => new()
    {
        Baseline = rules["baseline"]?.GetValue<string>(),
        ControlPercent = (int)Number(rules, "control_percent", 0),
        SessionModel = Flag(rules, "session_model"),
        SessionPercent = (int)Number(rules, "session_percent", RoutingPolicy.DefaultSessionPercent),
        Allowed = Names(rules, "allowed"),
        Preferred = Names(rules, "preferred"),
        MinQualityPercent = rules["min_quality_percent"]?.GetValue<int>(),
        MarginPoints = rules["margin_points"]?.GetValue<int>(),
    };

    private static ImmutableArray<string> Names(JsonNode node, string name) => node[name] is { } list ? [.. list.AsArray().Select(static model => model!.GetValue<string>())] : [];

    private static bool Flag(JsonNode node, string name) => node[name]?.GetValue<bool>() is true;

    private static long Number(JsonNode node, string name, long otherwise) => node[name]?.GetValue<long>() ?? otherwise;

    /// <summary>Writes one decision into the file, one case per paragraph.</summary>
    private static void Write(string when, JsonObject decided)
    {
        lock (Gate)
        {
            Golden["decisions"]!.AsArray().Single(row => row!["when"]!.GetValue<string>() == when)!["then"] = decided;
            File.WriteAllText(Path, Golden.ToJsonString(Readable) + "\n");
        }
    }
}
