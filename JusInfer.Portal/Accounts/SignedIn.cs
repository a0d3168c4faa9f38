using System.Reflection;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>The person behind a page or a control-plane call, and the team they act in.</summary>
internal sealed record SignedIn(UserId UserId, string Email, Member Member, Tenant Tenant, bool IsOperator)
    : IBindableFromHttpContext<SignedIn>
{
    /// <summary>
    /// Endpoints behind <see cref="Schemes.Api"/> ask for it as a parameter; <see cref="AccessTokenHandler"/> left it there.
    /// </summary>
    public static ValueTask<SignedIn?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<SignedIn>());
}
