using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>Pages that are open when their session ends.</summary>
public sealed class SessionEndTests : PanelTestContext
{
    [Fact]
    [Trait("Promise", "P-3")]
    public void An_open_page_leads_to_the_sign_in_form_when_its_session_ends()
    {
        var panel = Render<KeysPanel>();
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.Uri.ShouldNotEndWith("/login");

        SessionStore.All.Clear();
        AccessSignal.Publish(new AccessChanged(Team.Tenant.Id));
        Time.Advance(TimeSpan.FromSeconds(1));

        panel.WaitForAssertion(() => navigation.Uri.ShouldEndWith("/login"));
    }
}
