using System.Globalization;

namespace JusInfer.Portal.Usage;

/// <summary>
/// A count of the provider's usage report that the gateway does not believe, or cannot explain: a total that its other counts do not add
/// up to, or an output that is much smaller than what was delivered. As text for a column: the name, our count and the provider's,
/// separated by spaces.
/// </summary>
/// <param name="Total">The name of the count: <c>input_tokens</c>, <c>output_tokens</c> or <c>total_tokens</c>.</param>
/// <param name="Counted">The sum of the provider's other counts, or what was delivered.</param>
/// <param name="Reported">The provider's count.</param>
internal sealed record UsageMismatch(string Total, long Counted, long Reported)
{
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Total} {Counted} {Reported}");

    public static UsageMismatch? Parse(string? text) =>
        text?.Split(' ') is [var total, var counted, var reported]
            ? new UsageMismatch(total, long.Parse(counted, CultureInfo.InvariantCulture), long.Parse(reported, CultureInfo.InvariantCulture))
            : null;
}
