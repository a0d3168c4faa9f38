namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Adds deltas to a log, as long as it is open, and passes them on.</summary>
internal sealed class DeltaRecorder(DeltaLog log, IResponseSink next) : DeltaSink
{
    public override void Usage(in ReportedUsage usage) => next.Usage(usage);

    public override void Model(ReadOnlySpan<byte> escaped) => next.Model(escaped);

    public override void Tier(string tier) => next.Tier(tier);

    public override void HostedToolCalls(string tool, long calls) => next.HostedToolCalls(tool, calls);

    protected override void Take(in ResponseDelta delta)
    {
        if (log.IsOpen) log.Add(delta);
        delta.ReportTo(next);
    }
}
