using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>Who calls the data plane: a request feature, set once the key is known.</summary>
internal sealed class Caller(KeyHolder holder)
{
    public KeyHolder Holder => holder;
}
