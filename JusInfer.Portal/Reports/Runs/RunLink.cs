using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Reports.Runs;

/// <summary>The address of a run's page.</summary>
internal static class RunLink
{
    public static string Of(string session) => $"/developer/runs/{RunPath.SegmentOf(session)}";
}
