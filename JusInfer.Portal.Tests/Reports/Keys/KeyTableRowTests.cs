using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Reports.Keys;

/// <summary>What the list says of a key.</summary>
public sealed class KeyTableRowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly ApiKey Used = new()
    {
        Id = KeyId.New(Now),
        TeamId = TeamId.New(Now),
        MemberId = MemberId.New(Now),
        Name = "laptop",
        Display = "jinf_ab…wxyz",
        Terms = new KeyTerms { RequestsPerMinute = 600 },
        CreatedAt = Now.AddDays(-60),
        LastUse = new KeyUse(Now.AddMinutes(-5), null, null),
    };

    [Fact]
    public void The_status_is_the_most_important_one_that_applies()
    {
        var row = new KeyTableRow(Used, "", Now);
        row.StatusName.ShouldBe("Active");
        (row with { Key = Used with { LastUse = null } }).StatusName.ShouldBe("Never used");
        (row with { Key = Used with { LastUse = null }, Costs = [Day(-1, 1)] }).StatusName
            .ShouldBe("Active", "The use itself is stored at most once a minute.");
        row = row with { Key = Used with { ExpiresAt = Now.AddDays(7), LastUse = null } };
        (row.StatusName, row.IsExpiring, row.Reason).ShouldBe(("Expiring", true, null));
        (row with { Key = Used with { ExpiresAt = Now.AddDays(7).AddSeconds(1) } }).StatusName.ShouldBe("Active");
        row = row with { Block = new KeyBlock("tenant.day", "daily team budget", "It is spent.") };
        (row.StatusName, row.IsBlocked, row.IsExpiring, row.Reason).ShouldBe(("Blocked", true, true, "It is spent."));
        row = row with
        {
            Pause = new Pause
            {
                TeamId = Used.TeamId,
                Scope = PauseScope.Key,
                Subject = "",
                KeyId = Used.Id,
                MemberId = Used.MemberId,
                At = Now,
                Reason = "A loop.",
            },
        };
        (row.StatusName, row.IsBlocked, row.Reason).ShouldBe(("Paused", true, "A loop."));
        row = row with { Key = row.Key with { ExpiresAt = Now } };
        (row.StatusName, row.IsBlocked, row.IsExpiring, row.Reason).ShouldBe(("Expired", false, false, "on 20 Nov 2026. Mint a new key."));
        row = row with { Key = row.Key with { RevokedAt = Now.AddDays(-1) } };
        (row.StatusName, row.Reason).ShouldBe(("Revoked", "on 19 Nov 2026. Mint a new key."));
        (row with { Key = row.Key with { ReportedAt = Now.AddDays(-1) } }).Reason
            .ShouldBe("Reported as leaked, on 19 Nov 2026. Mint a new key.");
    }

    [Fact]
    public void The_month_is_compared_with_the_cap_and_fourteen_days_are_drawn()
    {
        var row = new KeyTableRow(Used with { Terms = Used.Terms with { MonthlyCap = NanoUsd.FromUsd(10) } }, "", Now)
        {
            Costs = [Day(-20, 100), Day(-13, 2), Day(0, 5)],
        };

        (row.Spent.Usd, row.Requests, row.UsedRatio, row.IsHighlyUsed).ShouldBe((7m, 2, 0.7, false));
        row.Spend.Length.ShouldBe(14);
        (row.Spend[0], row.Spend[^1], row.Spend.Sum()).ShouldBe((2m, 5m, 7m));
        row.SpendText.ShouldBe("7 Nov: $2.00; 20 Nov: $5.00 (UTC)");
        row = row with { Costs = [Day(0, 8)] };
        (row.IsHighlyUsed, (row with { Key = row.Key with { RevokedAt = Now } }).IsHighlyUsed).ShouldBe((true, false));
        (row with { Key = Used with { Terms = Used.Terms with { MonthlyCap = NanoUsd.Zero } } }).UsedRatio.ShouldBe(1);
        (row with { Key = Used }).UsedRatio.ShouldBeNull();
        (row with { Costs = [] }).SpendText.ShouldBe("No spend in the last 14 days");
    }

    [Theory]
    [InlineData(-60, null, true)]
    [InlineData(-29, null, false)]
    [InlineData(-60, -31, true)]
    [InlineData(-60, -29, false)]
    public void A_key_is_unused_if_30_days_have_passed_since_its_last_call_or_since_it_was_minted(int minted, int? used, bool isUnused)
    {
        var key = Used with
        {
            CreatedAt = Now.AddDays(minted),
            LastUse = used is { } days ? new KeyUse(Now.AddDays(days), null, null) : null,
        };

        new KeyTableRow(key, "", Now).IsUnused.ShouldBe(isUnused);
        new KeyTableRow(key with { ExpiresAt = Now }, "", Now).IsUnused.ShouldBeFalse();
    }

    private static KeyCost Day(int offset, decimal usd) =>
        new(new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(offset), Used.Id, 1, NanoUsd.FromUsd(usd));
}
