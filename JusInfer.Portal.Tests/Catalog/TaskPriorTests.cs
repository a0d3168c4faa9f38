using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class TaskPriorTests
{
    private const string Valid = """
        { "domain": "fix/python", "harness": "agent 1.0", "resolve": 0.74, "n": 217, "input": 20000, "cacheRead": 900000, "cacheWrite": 50000, "output": 15000,
          "spend90": 2.1, "calls": 41, "seconds": 540, "source": "https://example.com/results", "date": "2026-06-30" }
        """;

    [Fact]
    public void A_prior_is_read_with_its_domain_and_tokens()
    {
        var prior = CatalogFile.Load(file => AddPriors(file, Valid)).Models[0].Priors.ShouldHaveSingleItem();

        prior.ShouldBe(new TaskPrior
        {
            Domain = new TaskDomain(TaskKind.Fix, "python"),
            Harness = "agent 1.0",
            ResolveRate = 0.74,
            Tasks = 217,
            InputTokens = 20_000,
            CacheReadTokens = 900_000,
            CacheWriteTokens = 50_000,
            OutputTokens = 15_000,
            Spend90 = 2.1,
            Calls = 41,
            Seconds = 540,
            Source = "https://example.com/results",
            Date = new DateOnly(2026, 6, 30),
            Flags = prior.Flags,
        });
        prior.Usable.ShouldBeTrue();
        prior.CostAt(CatalogFile.Load().Models[1].Prices.At(new DateOnly(2026, 11, 20))).ShouldBe(0.06 + 0.27 + 0.1875 + 0.225, 1e-9);
    }

    [Fact]
    public void All_errors_of_all_priors_are_reported_at_once()
    {
        var errors = CatalogFile.Read(file => AddPriors(
            file,
            Changed(prior => prior["n"] = 0),
            Changed(prior => prior["resolve"] = 1.2),
            Changed(prior => prior["domain"] = "fix/cobol"),
            Changed(prior => prior["domain"] = "other"),
            Changed(prior => prior["date"] = "20.6.2026"),
            Changed(prior => prior["output"] = 0),
            Changed(prior => prior.Remove("source")),
            Changed(prior => prior["winner"] = true))).Error.ShouldNotBeNull().Messages;

        errors.ShouldContain("$.models[0].priors[0].n is 0; write a whole number greater than 0.");
        errors.ShouldContain("$.models[0].priors[1].resolve is 1.2; write a number from 0 to 1.");
        errors.ShouldContain(error => error.StartsWith("$.models[0].priors[2].domain is \"fix/cobol\"; write one of fix, ", StringComparison.Ordinal));
        errors.ShouldContain(error => error.StartsWith("$.models[0].priors[3].domain is \"other\"; ", StringComparison.Ordinal));
        errors.ShouldContain("$.models[0].priors[4].date is \"20.6.2026\"; write a date such as \"2026-11-20\".");
        errors.ShouldContain("$.models[0].priors[5].output is 0; a completed task has output tokens.");
        errors.ShouldContain("$.models[0].priors[6].source is missing; it has no default.");
        errors.ShouldContain(error => error.StartsWith("$.models[0].priors[7].winner is not a known field", StringComparison.Ordinal));
    }

    [Fact]
    public void A_measurement_in_the_future_is_an_error()
    {
        var json = System.Text.Encoding.UTF8.GetBytes(CatalogFile.Copy(file => AddPriors(file, Valid)).ToJsonString());

        CatalogReader.Read(json, CatalogFile.Dialects, _ => null, new DateOnly(2026, 6, 30)).Error.ShouldBeNull();
        CatalogReader.Read(json, CatalogFile.Dialects, _ => null, new DateOnly(2026, 6, 29)).Error.ShouldNotBeNull().Messages
            .ShouldBe(["$.models[0].priors[0].date is 2026-06-30, which is in the future; write the day of the measurement."]);
    }

    [Fact]
    public void The_same_measurement_twice_is_an_error() =>
        CatalogFile.Error(file => AddPriors(file, Valid, Changed(prior => prior["resolve"] = 0.9)))
            .ShouldBe("$.models[0].priors[1].domain is \"fix/python\", which already has a prior of this harness, source and date; remove one of them.");

    [Fact]
    public void A_prior_with_a_flag_is_read_and_not_usable() =>
        CatalogFile.Load(file => AddPriors(file, Changed(prior => prior["flags"] = new JsonArray("incomplete run")))).Models[0].Priors[0].Usable.ShouldBeFalse();

    private static string Changed(Action<JsonObject> change)
    {
        var prior = JsonNode.Parse(Valid)!.AsObject();
        change(prior);
        return prior.ToJsonString();
    }

    private static void AddPriors(JsonObject file, params string[] priors) =>
        file.Model(0)["priors"] = new JsonArray([.. priors.Select(prior => JsonNode.Parse(prior))]);
}
