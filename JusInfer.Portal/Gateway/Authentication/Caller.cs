using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>The authenticated key and its member: a request feature, set by <see cref="ApiKeyMiddleware"/>.</summary>
internal sealed class Caller(KeyHolder holder)
{
    public KeyHolder Holder => holder;
}
