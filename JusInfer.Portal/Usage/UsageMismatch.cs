using System.Globalization;

namespace JusInfer.Portal.Usage;

/// <summary>
/// A count of the provider's usage report that the gateway does not believe, or cannot explain: a total that its other counts do not add
/// up to, an output that is much smaller than what was delivered, or a count that is beyond what is possible. As text for a column: the
/// name, our count and the provider's, separated by spaces.
/// </summary>
/// <param name="Total">The name of the count: of tokens, or of calls of a hosted tool.</param>
/// <param name="Counted">The sum of the provider's other counts, or what was delivered.</param>
/// <param name="Reported">The provider's count.</param>
internal sealed record UsageMismatch(string Total, long Counted, long Reported)
{
    public const string Input = "input_tokens";
    public const string Output = "output_tokens";
    public const string Sum = "total_tokens";

    /// <summary>The provider's count is beyond what is possible. Of a total, only the sum of its parts is.</summary>
    public bool IsImplausible => Total != Sum && Reported > Counted;

    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Total} {Counted} {Reported}");

    public static UsageMismatch? Parse(string? text) =>
        text?.Split(' ') is [var total, var counted, var reported]
            ? new UsageMismatch(total, long.Parse(counted, CultureInfo.InvariantCulture), long.Parse(reported, CultureInfo.InvariantCulture))
            : null;
}
