using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class PriceBookTests
{
    /// <summary>Not in chronological order, as in a hand-written file.</summary>
    private static readonly PriceBook Book = new() { Versions = [From(2026, 7, 1, 3), From(2025, 1, 1, 1), From(2026, 1, 1, 2)] };

    [Theory]
    [InlineData("2025-01-01", 1)]
    [InlineData("2025-12-31", 1)]
    [InlineData("2026-01-01", 2)]
    [InlineData("2026-06-30", 2)]
    [InlineData("2026-07-01", 3)]
    [InlineData("2030-01-01", 3)]
    public void The_price_of_a_day_is_the_latest_one_in_effect(string day, int usd)
    {
        Book.At(DateOnly.Parse(day)).InputPerMillion.ShouldBe(NanoUsd.FromUsd(usd));
    }

    [Fact]
    public void A_day_before_the_first_price_costs_the_first_price()
    {
        Book.At(new DateOnly(2020, 1, 1)).InputPerMillion.ShouldBe(NanoUsd.FromUsd(1));
    }

    [Fact]
    public void Versions_are_in_chronological_order()
    {
        Book.Versions.Select(price => price.From).ShouldBeInOrder();
    }

    [Fact]
    public void Only_a_price_book_marked_as_free_is_free()
    {
        Book.Free.ShouldBeFalse();
        PriceBook.FreeOfCharge.Free.ShouldBeTrue();
        PriceBook.FreeOfCharge.At(DateOnly.MaxValue).InputPerMillion.ShouldBe(NanoUsd.Zero);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(200_000, 1)]
    [InlineData(200_001, 2)]
    [InlineData(400_000, 2)]
    [InlineData(400_001, 3)]
    public void A_prompt_above_a_threshold_has_the_price_of_its_tier(long promptTokens, int usd)
    {
        var price = From(2026, 1, 1, 1) with { Tiers = [From(2026, 1, 1, 2) with { AboveTokens = 200_000 }, From(2026, 1, 1, 3) with { AboveTokens = 400_000 }] };

        price.For(promptTokens).InputPerMillion.ShouldBe(NanoUsd.FromUsd(usd));
    }

    private static Price From(int year, int month, int day, decimal usd) => new()
    {
        From = new DateOnly(year, month, day),
        InputPerMillion = NanoUsd.FromUsd(usd),
        CacheReadPerMillion = NanoUsd.FromUsd(usd),
        CacheWrite5mPerMillion = NanoUsd.FromUsd(usd),
        CacheWrite1hPerMillion = NanoUsd.FromUsd(usd),
        OutputPerMillion = NanoUsd.FromUsd(usd),
    };
}
