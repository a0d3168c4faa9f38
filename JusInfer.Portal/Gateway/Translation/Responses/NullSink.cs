namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Drops the answer.</summary>
internal sealed class NullSink : DeltaSink
{
    public static readonly NullSink Instance = new();

    public override void Usage(in ReportedUsage usage)
    {
    }

    protected override void Take(in ResponseDelta delta)
    {
    }
}
