using JusInfer.Portal.Components.Developer.Overview;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Components.Developer.Overview;

/// <summary>The figures of the Overview, from sums that SQLite stores.</summary>
public sealed class OverviewFiguresTests(SqliteStore store) : StoreContract(store), IClassFixture<SqliteStore>
{
    private static readonly DateTimeOffset Now = Noon.AddMinutes(30);

    private readonly TeamId team = TeamId.New(Now);
    private readonly KeyId key = KeyId.New(Now);
    private readonly KeyId other = KeyId.New(Now);

    [Theory]
    [InlineData("24h")]
    [InlineData("7d")]
    [InlineData("month")]
    [InlineData("30d")]
    [InlineData(null)]
    public async Task A_refresh_takes_four_queries(string? period)
    {
        await AppendAsync(Call(Now, 1), Call(Now.AddDays(-20), 2), Call(Now.AddDays(-45), 2));
        var before = Node.Statements.Queries;

        (await ReadAsync(period)).Total.Cost.ShouldBeGreaterThan(NanoUsd.Zero);

        (Node.Statements.Queries - before).ShouldBe(4);
    }

    [Fact]
    public async Task The_month_is_compared_with_the_same_whole_hours_of_the_last_one()
    {
        await AppendAsync(
            Call(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), 6), Call(Noon.AddMinutes(-1), 3), Call(Noon.AddMinutes(1), 100),
            Call(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), 2), Call(Noon.AddMonths(-1).AddMinutes(-1), 4),
            Call(Noon.AddMonths(-1).AddMinutes(1), 1000),
            Call(new DateTimeOffset(2026, 9, 30, 23, 59, 0, TimeSpan.Zero), 1000));

        var figures = await ReadAsync("month");

        Amounts(figures).ShouldBe((109m, 9m, 6m));
        var spend = figures.Tiles[0];
        (spend.Title, spend.Value, spend.Change).ShouldBe(("Spend this month", "$109.00", "+50% vs last month"));
        spend.Note.ShouldBe("$167.51 expected by 30 Nov"); // 109 in 19 days and 12.5 hours of 30 days.
        spend.Values.Count.ShouldBe(20);
        (spend.Values[0], spend.Values[^1]).ShouldBe((6m, 103m));
        spend.Text.ShouldBe("1 Nov: $6.00; 20 Nov: $103.00 (UTC)");
    }

    [Fact]
    public async Task The_tiles_have_the_savings_the_failed_requests_and_the_rate_of_cache_hits()
    {
        await AppendAsync(
            Call(Now, 3) with { BaselineCost = NanoUsd.FromUsd(4) },
            Call(Now, 0) with { Status = 502, ModelServed = null, Tokens = default },
            Call(Now.AddDays(-8), 1) with { Tokens = new TokenBuckets { InputUncached = 90, CacheRead = 10 } },
            Call(Now.AddDays(-8), 1) with { Tokens = new TokenBuckets { InputUncached = 90, CacheRead = 10 } });

        var (_, saved, requests, cache) = Of(await ReadAsync("7d"));

        (saved.Value, saved.Change, saved.Note).ShouldBe(("$1.00", null, "25% less than on baseline"));
        (requests.Value, requests.Note, cache.Value).ShouldBe(("2", "1 failed (50%)", "25%"));
        (_, _, requests, cache) = Of(await ReadAsync("7d", Now.AddHours(1)));
        (requests.Change, cache.Change).ShouldBe(("no change vs the 7 days before", "+15 points vs the 7 days before"));
    }

    [Fact]
    public async Task A_day_has_an_hour_per_column_and_no_forecast()
    {
        await AppendAsync(Call(Now, 1), Call(Now.AddHours(-23), 2), Call(Now.AddHours(-24), 4), Call(Now.AddHours(-46), 1));

        var figures = await ReadAsync("24h");

        Amounts(figures).ShouldBe((3m, 2m, 1m));
        figures.Tiles[0].Note.ShouldBeNull();
        figures.Chart.Labels.Length.ShouldBe(24);
        figures.Chart.Series.ShouldHaveSingleItem().Values[0].ShouldBe(2m);
        figures.Tiles[0].Change.ShouldBe("+100% vs the 24 hours before");
    }

    [Fact]
    public async Task The_keys_with_the_highest_spend_are_listed()
    {
        await AppendAsync(Call(Now, 1), Call(Now, 5) with { KeyId = other }, Call(Now.AddDays(-1), 5) with { KeyId = other });

        var keys = TopKey.From(await ReadAsync("7d"), [], new Dictionary<MemberId, string>());

        keys.Select(static key => key.Id).ShouldBe([other.ToString(), key.ToString()]);
        (keys[0].Cost.Usd, keys[0].Text, keys[0].Name).ShouldBe((10m, "19 Nov: $5.00; 20 Nov: $5.00 (UTC)", other.ToString()));
        keys[0].Values.ShouldBe([0, 0, 0, 0, 0, 5, 5]);
    }

    private Task<OverviewFigures> ReadAsync(string? period, DateTimeOffset? now = null) =>
        OverviewFigures.ReadAsync(Node.Queries, team, OverviewFigures.Parse(period, now ?? Now), "baseline",
            Cancellation);

    private static (decimal Total, decimal Compared, decimal? Previous) Amounts(OverviewFigures figures) =>
        (figures.Total.Cost.Usd, figures.Usage.Compared.Sums.Cost.Usd, figures.Usage.Previous?.Sums.Cost.Usd);

    private static (OverviewTile Spend, OverviewTile Saved, OverviewTile Requests, OverviewTile Cache) Of(OverviewFigures figures) =>
        (figures.Tiles[0], figures.Tiles[1], figures.Tiles[2], figures.Tiles[3]);

    private Task AppendAsync(params UsageRecord[] records) => Node.Usage.AppendAsync(records, Cancellation);

    private UsageRecord Call(DateTimeOffset at, decimal usd) => new()
    {
        Id = RequestId.New(at),
        At = at,
        TeamId = team,
        KeyId = key,
        MemberId = MemberId.New(Now),
        ModelRequested = "jusInfer-auto",
        ModelServed = "openai/gpt-5",
        Provider = "openai",
        Route = "auto",
        Status = 200,
        Tokens = new TokenBuckets { InputUncached = 75, CacheRead = 25, OutputText = 10 },
        Cost = NanoUsd.FromUsd(usd),
        BaselineCost = NanoUsd.FromUsd(usd),
        Source = UsageSource.Provider,
        DurationMs = 100,
        Attempts = 1,
        CatalogVersion = "1",
    };
}
