using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Tests.Catalog;

namespace JusInfer.Portal.Tests.Routing.Sessions;

/// <summary>Choices among three models with invented measurements. The baseline is expensive.</summary>
public sealed class SessionModelTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly TaskDomain Fix = new(TaskKind.Fix, "python");

    [Fact]
    public void The_cheapest_model_that_is_measured_as_equal_carries_the_session()
    {
        var choice = Choose(Fix, Prior("base", 0.70, 400), Prior("good", 0.74, 400), Prior("cheap", 0.55, 400));

        choice.Model.Id.ShouldBe("x/good");
        choice.Reason.ShouldBe("session:prior");
        choice.Explanation.ShouldBe("fix/python: x/good 74.0 % of 400 tasks, $0.12 a task; baseline 70.0 % of 400 tasks, $0.60 a task (agent).");
        choice.Saving.ShouldBe(0.8, 0.01);
        choice.Rejected.ShouldHaveSingleItem().Model.ShouldBe("x/cheap");
    }

    [Fact]
    public void Without_measurements_of_the_domain_the_baseline_stays()
    {
        Choose(new TaskDomain(TaskKind.Tests, "python"), Prior("base", 0.7, 400), Prior("good", 0.9, 400)).Reason.ShouldBe("session:no-prior");
        Choose(TaskDomain.Other, Prior("base", 0.7, 400), Prior("good", 0.9, 400)).Reason.ShouldBe("session:no-domain");
        Choose(Fix, Prior("base", 0.7, 400)).Reason.ShouldBe("session:baseline");
        Choose(Fix, Prior("good", 0.9, 400)).Model.Id.ShouldBe("x/base");
    }

    [Fact]
    public void Few_tasks_other_agents_and_flagged_runs_support_nothing()
    {
        Choose(Fix, Prior("base", 0.7, 400), Prior("good", 0.95, 59)).Reason.ShouldBe("session:baseline");
        Choose(Fix, Prior("base", 0.7, 400), Prior("good", 0.95, 400, harness: "other agent")).Reason.ShouldBe("session:baseline");
        Choose(Fix, Prior("base", 0.7, 400), Prior("good", 0.95, 400, flags: "contaminated")).Reason.ShouldBe("session:baseline");
    }

    [Fact]
    public void A_small_difference_needs_many_tasks()
    {
        Choose(Fix, Prior("base", 0.70, 100), Prior("good", 0.70, 100)).Reason.ShouldBe("session:baseline");
        Choose(Fix, Prior("base", 0.70, 4_000), Prior("good", 0.70, 4_000)).Reason.ShouldBe("session:prior");
    }

    [Fact]
    public void A_model_whose_failing_sessions_are_handed_over_needs_less_confidence()
    {
        var unbounded = Choose(Fix, Prior("base", 0.70, 200), Prior("good", 0.71, 200));
        var (model, prior) = Prior("good", 0.71, 200);
        prior["spend90"] = 2;
        var bounded = Choose(Fix, Prior("base", 0.70, 200), (model, prior));

        unbounded.Model.Id.ShouldBe("x/base");
        unbounded.Rejected.ShouldHaveSingleItem().Explanation.ShouldEndWith("85.0 % are required.");
        bounded.Model.Id.ShouldBe("x/good");
        bounded.Probability.ShouldBeInRange(0.7, 0.85);
    }

    [Fact]
    public void An_old_measurement_counts_less_and_does_not_vanish()
    {
        var fresh = Choose(Fix, Prior("base", 0.70, 400), Prior("good", 0.72, 400));
        var old = Choose(Fix, Prior("base", 0.70, 400), Prior("good", 0.72, 400, date: "2025-01-01"));

        fresh.Model.Id.ShouldBe("x/good");
        old.Model.Id.ShouldBe("x/base");
        old.Rejected.ShouldHaveSingleItem().Model.ShouldBe("x/good");
    }

    [Fact]
    public void The_same_work_in_other_languages_draws_a_small_measurement_towards_it()
    {
        var alone = Choose(Fix, Prior("base", 0.70, 400), Prior("good", 0.80, 80));
        var withOthers = Choose(Fix, Prior("base", 0.70, 400), Prior("good", 0.80, 80), Prior("good", 0.30, 500, domain: "fix/go"));

        alone.Model.Id.ShouldBe("x/good");
        withOthers.Model.Id.ShouldBe("x/base");
    }

    [Fact]
    public void A_model_with_a_low_list_price_that_uses_many_tokens_is_not_chosen() =>
        Choose(Fix, Prior("base", 0.70, 400), Prior("cheap", 0.80, 400, scale: 60)).Model.Id.ShouldBe("x/base");

    [Fact]
    public void A_model_that_was_measured_with_two_agents_must_be_supported_by_both() =>
        Choose(Fix, Prior("base", 0.70, 400), Prior("good", 0.80, 400), Prior("base", 0.70, 400, harness: "b"), Prior("good", 0.60, 400, harness: "b")).Model.Id.ShouldBe("x/base");

    [Fact]
    public void Results_of_the_teams_own_tasks_decide_where_both_models_have_enough()
    {
        var worse = Choose(Fix, Catalog(), Own("base", 0.80, 120), Own("good", 0.55, 120));
        var better = Choose(Fix, [Prior("base", 0.70, 400), Prior("good", 0.60, 400)], Own("base", 0.60, 180), Own("good", 0.85, 180));

        worse.Model.Id.ShouldBe("x/base");
        better.Model.Id.ShouldBe("x/good");
        better.Explanation.ShouldEndWith("(own).");
        Choose(Fix, Catalog(), Own("base", 0.80, 120)).Model.Id.ShouldBe("x/good", "nothing of the team's own to compare with");
        Choose(Fix, Catalog(), Own("base", 0.80, 120), Own("good", 0.55, 59)).Model.Id.ShouldBe("x/good", "too few tasks");
        Choose(Fix, Catalog(), Own("base", 0.80, 120, "fix/go"), Own("good", 0.55, 120, "fix/go")).Model.Id.ShouldBe("x/good", "other work");

        static (string, JsonObject)[] Catalog() => [Prior("base", 0.70, 400), Prior("good", 0.74, 400)];
    }

    [Fact]
    public void Own_results_need_no_measurements_in_the_catalog()
    {
        Choose(Fix, [], Own("base", 0.60, 180), Own("good", 0.85, 180)).Model.Id.ShouldBe("x/good");
        Choose(Fix, [], Own("good", 0.85, 180)).Reason.ShouldBe("session:no-prior");
    }

    [Fact]
    public void Own_results_are_drawn_towards_the_catalogs()
    {
        var alone = Choose(Fix, [], Own("base", 0.70, 60), Own("good", 0.85, 60));
        var drawn = Choose(Fix, [Prior("base", 0.70, 400), Prior("good", 0.40, 400)], Own("base", 0.70, 60), Own("good", 0.85, 60));

        alone.Model.Id.ShouldBe("x/good");
        drawn.Model.Id.ShouldBe("x/base");
    }

    private static ModelPrior Own(string model, double resolve, int tasks, string domain = "fix/python") => new("x/" + model, new TaskPrior
    {
        Domain = TaskDomain.Parse(domain)!.Value,
        Harness = TaskPrior.Own,
        Source = TaskPrior.Own,
        ResolveRate = resolve,
        Tasks = tasks,
        InputTokens = 50_000,
        CacheReadTokens = 750_000,
        CacheWriteTokens = 0,
        OutputTokens = 15_000,
        Date = Today,
    });

    private static SessionModelChoice Choose(TaskDomain domain, params (string Model, JsonObject Prior)[] priors) => Choose(domain, priors, []);

    private static SessionModelChoice Choose(TaskDomain domain, (string Model, JsonObject Prior)[] priors, params ModelPrior[] own)
    {
        var catalog = CatalogFile.Load(file =>
        {
            var models = new JsonArray(Model("base", 3, 15), Model("good", 0.6m, 3), Model("cheap", 0.06m, 0.3m));
            foreach (var (model, prior) in priors)
            {
                var entry = models.Single(candidate => candidate!["id"]!.GetValue<string>() == "x/" + model)!;
                if (entry["priors"] is null) entry["priors"] = new JsonArray();
                entry["priors"]!.AsArray().Add(prior);
            }

            file["models"] = models;
            file["auto"]!["baseline"] = "x/base";
        });
        return SessionModel.Choose(domain, catalog.Auto.Baseline, catalog.Models, SessionModelOptions.Default, Today, [.. own]);
    }

    private static JsonObject Model(string name, decimal input, decimal output) => new()
    {
        ["id"] = "x/" + name,
        ["tier"] = "mid",
        ["quality"] = 0.5,
        ["contextWindow"] = 200_000,
        ["endpoints"] = new JsonArray(new JsonObject { ["provider"] = "openai", ["model"] = name }),
        ["prices"] = new JsonArray(new JsonObject { ["from"] = "2026-01-01", ["input"] = input, ["cacheRead"] = input / 10, ["output"] = output }),
    };

    private static (string Model, JsonObject Prior) Prior(
        string model, double resolve, int tasks, string domain = "fix/python", string harness = "agent", string date = "2026-10-01", string? flags = null, int scale = 1) => (model, new JsonObject
        {
            ["domain"] = domain,
            ["harness"] = harness,
            ["resolve"] = resolve,
            ["n"] = tasks,
            ["input"] = 50_000 * scale,
            ["cacheRead"] = 750_000 * scale,
            ["output"] = 15_000 * scale,
            ["source"] = "https://example.com/results",
            ["date"] = date,
            ["flags"] = flags is null ? new JsonArray() : new JsonArray(flags),
        });
}
