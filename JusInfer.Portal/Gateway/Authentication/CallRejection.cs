using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>Creates the entries of the log of rejected calls.</summary>
internal static class CallRejection
{
    /// <summary>A call of an authenticated key that was rejected before a provider was asked.</summary>
    public static Rejection From(HttpContext http, GatewayError error, DateTimeOffset at)
    {
        var (key, member) = (http.Features.GetRequiredFeature<Caller>().Holder.Key,
            http.Features.GetRequiredFeature<Caller>().Holder.Member);
        return new Rejection
        {
            Id = RequestId.Parse(http.TraceIdentifier, null),
            At = at,
            TeamId = key.TeamId,
            KeyId = key.Id,
            MemberId = member.Id,
            Path = http.Request.Path,
            Status = error.Status,
            Code = error.Code,
            Scope = error.Scope,
            Message = error.Message,
        };
    }
}
