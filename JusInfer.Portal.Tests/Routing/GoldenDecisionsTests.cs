using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.Catalog;
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
    private static readonly CatalogSnapshot Catalog = CatalogReader.Read(Encoding.UTF8.GetBytes(Golden["catalog"]!.ToJsonString()), CatalogFile.Dialects, static _ => "credential").Value;
    private static readonly Router Router = new(new AutoPolicy(new DetourPolicy(NoRegretGuard.Default, DetourOptions.Default), StepHeads.Shipped.Value));
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

    private static JsonObject Decide(JsonNode row)
    {
        var policy = row["rules"] is { } rules ? PolicyOf(rules) : RoutingPolicy.Default;
        var call = row["call"]!;
        var features = new RequestFeatures
        {
            RequiredCapabilities = call["needs"] is { } needs ? needs.AsArray().Aggregate(Capabilities.None, static (all, one) => all | Enum.Parse<Capabilities>(one!.GetValue<string>())) : Capabilities.Tools,
            InputTokens = Number(call, "tokens", 20_000),
            MessageCount = 4,
            LastMessageRole = Flag(call, "result") ? LastMessageRole.Tool : LastMessageRole.User,
        };
        var decision = Router.Plan(features, pinned: null, new RoutingContext(Catalog, new DateOnly(2026, 11, 20), Flag(call, "economy"))
        {
            Variant = call["variant"] is { } variant ? Enum.Parse<AutoVariant>(variant.GetValue<string>()) : AutoVariant.Balanced,
            Call = CallOf(call, policy),
            Rules = TeamRules.Of(policy, Catalog),
            Allowed = Names(call, "key"),
        });
        if (decision is not RouteDecision.Planned(var plan)) return new JsonObject { ["error"] = decision.ToString() };
        var details = RouteRecords.Of(plan)!;
        return new JsonObject
        {
            ["route"] = plan.Reason,
            ["model"] = plan.Targets[0].Model.Id,
            ["rejected"] = new JsonArray([.. details.Rejected.Select(static rejected => (JsonNode?)$"{rejected.Model}: {RouteSentences.DescribeRejection(rejected.Reason)}")]),
            ["says"] = RouteSentences.Explain(plan.Reason, plan.Targets[0].Model.Id, details),
        };
    }

    /// <summary>The sample is that of the first session whose group is the wanted one.</summary>
    private static RoutedCall CallOf(JsonNode call, RoutingPolicy policy)
    {
        var prefix = PrefixHashes.Empty with { Bytes = 4 * Number(call, "tokens", 20_000) };
        var prompt = new PromptOutline
        {
            Prefix = prefix,
            Root = 1,
            HasTurn = call["session"] is not null,
            IsAgent = !Flag(call, "chat"),
            EndsWithResult = Flag(call, "result"),
            SideCall = call["side"] is { } side ? Enum.Parse<SideCallKind>(side.GetValue<string>()) : SideCallKind.None,
            Domain = call["domain"] is { } domain ? TaskDomain.Parse(domain.GetValue<string>())!.Value : TaskDomain.Other,
            Trouble = call["trouble"] is { } trouble ? Enum.Parse<TroubleSigns>(trouble.GetValue<string>()) : TroubleSigns.None,
            Risk = call["risk"]?.GetValue<double>() ?? 0.1,
        };
        return new RoutedCall(prompt, call["session"] is { } session ? StateOf(session, prefix, policy) : null, Now) { Sample = SampleOf(call, TeamRules.Of(policy, Catalog)) };
    }

    private static ulong SampleOf(JsonNode call, RoutingRules rules)
    {
        var (control, measured) = (Flag(call, "control"), !Flag(call, "unmeasured"));
        for (var sample = 1ul; ; sample++)
        {
            if ((rules.GroupOf(sample) == SessionGroup.Control) == control && (rules.SessionModelShare == 0 || rules.MayReplaceBaseline(sample) == measured)) return sample;
        }
    }

    /// <summary>A session of calls with growing prompts to one model, or to the baseline and then to one model.</summary>
    private static SessionState StateOf(JsonNode session, PrefixHashes prefix, RoutingPolicy policy)
    {
        var baseline = RatesOf(policy.Baseline ?? Catalog.Auto.Baseline.Id);
        var served = RatesOf(session["on"]?.GetValue<string>() ?? baseline.Target.Model);
        var state = SessionState.StartAt(baseline.Target, TaskDomain.Other);
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
            state = state.After(prefix, billed, baseline) with { Model = session["kept"]?.GetValue<string>() };
        }

        return state;
    }

    private static CallRates RatesOf(string id)
    {
        var model = Catalog.Models.Single(model => model.Id == id);
        return CallRates.Of(new RouteTarget(model, model.UsableEndpoints[0]), new DateOnly(2026, 11, 20));
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
