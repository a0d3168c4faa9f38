using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>One request to one target: a first answer, or the continuation of an interrupted one.</summary>
/// <param name="target">The model and the endpoint that are asked.</param>
/// <param name="meter">Counts what the answer brings. A continuation shares the meter of the answer that it continues.</param>
/// <param name="startedAt">The clock's timestamp when the attempt began.</param>
internal sealed class Attempt(RouteTarget target, Meter meter, long startedAt)
{
    public RouteTarget Target => target;

    public Meter Meter { get; private set; } = meter;

    public long StartedAt => startedAt;

    /// <summary>Forgets what was counted: nothing of it reached the client, so nothing of it is billed.</summary>
    public void DiscardUsage() => Meter = new Meter();
}
