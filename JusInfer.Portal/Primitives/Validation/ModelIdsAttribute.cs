using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>A list of models: its length, and the length and characters of each id. Whether the models exist is not checked.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ModelIdsAttribute : ValidationAttribute
{
    public const int MaxModels = 100;
    public const int MaxLength = 200;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not ImmutableArray<string?> models) return ValidationResult.Success;
        if (models.Length > MaxModels) return new ValidationResult($"{validationContext.DisplayName} may list at most {MaxModels} models.");
        return models.All(IsModelId)
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} must be a list of model ids, each 1 to {MaxLength} characters long.");
    }

    private static bool IsModelId(string? id) => id?.Trim() is { Length: > 0 and <= MaxLength } trimmed && !trimmed.Any(char.IsControl);
}
