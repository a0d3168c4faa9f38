using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// How controls of the UI kit are unless a page says otherwise: dense, small, outlined, without ripple and shadow. The kit has no settings
/// for it, so each control gets them when it is made, before its parameters.
/// </summary>
internal sealed class KitDefaults(IServiceProvider services) : IComponentActivator
{
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Factories = new();

    public IComponent CreateInstance(Type componentType)
    {
        var factory = Factories.GetOrAdd(componentType, static type => ActivatorUtilities.CreateFactory(type, []));
        var component = (IComponent)factory(services, []);
        Apply(component);
        return component;
    }

    private static void Apply(IComponent component)
    {
        switch (component)
        {
            case MudButton button:
                (button.Ripple, button.DropShadow) = (false, false);
                (button.Size, button.Variant) = (Size.Small, Variant.Outlined);
                break;
            case MudIconButton button:
                (button.Ripple, button.DropShadow, button.Size) = (false, false, Size.Small);
                break;
            case MudTextField<string> field:
                (field.Variant, field.Margin, field.ShrinkLabel) = (Variant.Outlined, Margin.Dense, true);
                break;
            case MudRadio<bool> radio: (radio.Ripple, radio.Dense, radio.Color) = (false, true, Color.Primary); break;
            case MudCheckBox<bool> box: (box.Ripple, box.Dense, box.Color) = (false, true, Color.Primary); break;
            case MudAlert alert: (alert.Dense, alert.NoIcon, alert.Variant) = (true, true, Variant.Outlined); break;
            case MudSimpleTable table: (table.Elevation, table.Square) = (0, true); break;
        }
    }
}
