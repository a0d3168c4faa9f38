namespace JusInfer.Portal.Primitives;

/// <summary>
/// The names under which measurements leave the process (System.Diagnostics.Metrics), so that an operator's collector may subscribe to
/// them.
/// </summary>
internal static class MeterNames
{
    public const string Gateway = "JusInfer.Gateway";
}
