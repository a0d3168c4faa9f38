namespace JusInfer.Portal.Primitives;

/// <summary>
/// The names of the meters (System.Diagnostics.Metrics), to which an operator's collector can subscribe.
/// </summary>
internal static class MeterNames
{
    public const string Gateway = "JusInfer.Gateway";
}
