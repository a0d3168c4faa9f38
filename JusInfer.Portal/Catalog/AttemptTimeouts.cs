namespace JusInfer.Portal.Catalog;

/// <summary>The times after which an attempt counts as failed.</summary>
/// <param name="FirstToken">From sending the request to the first content.</param>
/// <param name="Idle">Between two reads of its stream, comments included.</param>
/// <param name="Total">From the call's first attempt to the end of the response; further attempts do not restart it.</param>
internal sealed record AttemptTimeouts(TimeSpan FirstToken, TimeSpan Idle, TimeSpan Total)
{
    public static AttemptTimeouts Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
}
