using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>The authenticated key and its member: a request feature, set by <see cref="ApiKeyMiddleware"/>.</summary>
internal sealed class Caller(KeyHolder holder, TimeSpan waitedForStore)
{
    public KeyHolder Holder => holder;

    /// <summary>How long the key was looked up in the store; zero if memory had it.</summary>
    public TimeSpan WaitedForStore => waitedForStore;
}
