using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Drops the answer.</summary>
internal sealed class NullSink : DeltaSink
{
    public static readonly NullSink Instance = new();

    public override void Usage(TokenBuckets tokens)
    {
    }

    protected override void Take(in ResponseDelta delta)
    {
    }
}
