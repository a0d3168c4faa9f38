using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>One line of a breakdown, as it is written.</summary>
/// <param name="Name">The key or model.</param>
/// <param name="Href">Where its requests are listed; null where nothing names them.</param>
/// <param name="Requests">How many calls.</param>
/// <param name="Tokens">In and out.</param>
/// <param name="Cost">What they cost.</param>
/// <param name="Share">Of the cost of all lines, from 0 to 1.</param>
public sealed record BreakdownLine(string Name, string? Href, string Requests, string Tokens, string Cost, double Share)
{
    internal static BreakdownLine Of(UsageRow row, Func<string, string> name, NanoUsd whole, string href)
    {
        var group = row.Group[0];
        return new BreakdownLine(
            group.Length == 0 ? "none answered" : name(group),
            group.Length == 0 ? null : href,
            Figures.Count(row.Sums.Requests),
            $"{Figures.Tokens(row.Sums.InputTokens)} → {Figures.Tokens(row.Sums.OutputTokens)}",
            Figures.Money(row.Sums.Cost),
            Figures.Share(row.Sums.Cost, whole));
    }
}
