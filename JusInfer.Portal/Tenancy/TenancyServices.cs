namespace JusInfer.Portal.Tenancy;

internal static class TenancyServices
{
    /// <summary>
    /// Adds the management of a team's settings, members and invitations. Requires an <see cref="ITenancyStore"/>, an
    /// <see cref="IInvitationStore"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    internal static IServiceCollection AddTenancy(this IServiceCollection services) => services
        .AddScoped<TenantService>()
        .AddScoped<MemberSettings>()
        .AddScoped<MemberRemoval>()
        .AddScoped<TeamDeletion>()
        .AddScoped<Invitations>()
        .AddScoped<Joining>();
}
