using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>A list of types of events.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebhookEventsAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is not ImmutableArray<string?> events || events.All(type => type is not null && WebhookEvents.All.Contains(type))
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} may list {string.Join(", ", WebhookEvents.All)}.");
}
