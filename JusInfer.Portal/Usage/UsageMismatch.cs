using System.Globalization;

namespace JusInfer.Portal.Usage;

/// <summary>
/// A total of the provider's usage report that differs from the sum of the buckets that were read from it. As text for a column: the name,
/// the sum and the total, separated by spaces.
/// </summary>
/// <param name="Total">The name of the total: <c>input_tokens</c>, <c>output_tokens</c> or <c>total_tokens</c>.</param>
/// <param name="Counted">The sum of the buckets, which is billed.</param>
/// <param name="Reported">The provider's total.</param>
internal sealed record UsageMismatch(string Total, long Counted, long Reported)
{
    /// <summary>Compares buckets with the totals of their report; a total that is null was not reported.</summary>
    /// <returns>The first difference; null if there is none.</returns>
    public static UsageMismatch? Find(TokenBuckets tokens, long? input, long? output, long? total) =>
        input is { } ofInput && ofInput != tokens.Input ? new UsageMismatch("input_tokens", tokens.Input, ofInput)
        : output is { } ofOutput && ofOutput != tokens.Output ? new UsageMismatch("output_tokens", tokens.Output, ofOutput)
        : total is { } ofAll && ofAll != tokens.Input + tokens.Output ? new UsageMismatch("total_tokens", tokens.Input + tokens.Output, ofAll)
        : null;

    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Total} {Counted} {Reported}");

    public static UsageMismatch? Parse(string? text) =>
        text?.Split(' ') is [var total, var counted, var reported]
            ? new UsageMismatch(total, long.Parse(counted, CultureInfo.InvariantCulture), long.Parse(reported, CultureInfo.InvariantCulture))
            : null;
}
