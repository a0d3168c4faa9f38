using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The registered upstream dialects.</summary>
internal sealed class UpstreamDialects(IEnumerable<IUpstreamDialect> dialects)
{
    private readonly IUpstreamDialect[] lastFirst = [.. dialects.Reverse()];

    /// <summary>The dialect for the call's current target.</summary>
    public IUpstreamDialect Of(Call call)
    {
        foreach (var dialect in lastFirst)
        {
            if (dialect.Serves(call.Context.Request, call.Target)) return dialect;
        }

        throw new InvalidOperationException($"No registered dialect serves the provider {call.Target.Endpoint.Provider.Id}.");
    }
}
