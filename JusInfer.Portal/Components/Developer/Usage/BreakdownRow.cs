using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>One row of a breakdown, formatted.</summary>
/// <param name="Name">The key's name or the model's id.</param>
/// <param name="Href">The address that lists its requests; null for calls that no model answered.</param>
/// <param name="Requests">The number of calls.</param>
/// <param name="Tokens">Input and output tokens.</param>
/// <param name="Cost">The cost of the calls.</param>
/// <param name="Share">The share of the total cost, from 0 to 1.</param>
public sealed record BreakdownRow(string Name, string? Href, string Requests, string Tokens, string Cost, double Share)
{
    internal static BreakdownRow Of(UsageRow row, Func<string, string> name, NanoUsd total, string href)
    {
        var group = row.Group[0];
        return new BreakdownRow(
            group.Length == 0 ? "no model answered" : name(group),
            group.Length == 0 ? null : href,
            NumberFormat.Count(row.Sums.Requests),
            $"{NumberFormat.Tokens(row.Sums.InputTokens)} → {NumberFormat.Tokens(row.Sums.OutputTokens)}",
            NumberFormat.Money(row.Sums.Cost),
            NumberFormat.Share(row.Sums.Cost, total));
    }
}
