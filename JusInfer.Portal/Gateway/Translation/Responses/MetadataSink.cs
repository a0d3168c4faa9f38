namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Passes on the extensions that are not content, and their choices. Drops all other deltas.</summary>
internal sealed class MetadataSink(IResponseSink next) : DeltaSink
{
    public override void Usage(in ReportedUsage usage)
    {
    }

    protected override void Take(in ResponseDelta delta)
    {
        if (delta.Kind == DeltaKind.Choice || (delta.Kind == DeltaKind.Extension && !((ExtensionKind)delta.Number).IsContent()))
            delta.ReportTo(next);
    }
}
