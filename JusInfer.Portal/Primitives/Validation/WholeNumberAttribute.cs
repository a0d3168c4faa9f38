using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>The range of an integer field, bounds included.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WholeNumberAttribute(int minimum, int maximum) : RangeAttribute(minimum, maximum)
{
    /// <summary>Completes the sentence "rpm must be …".</summary>
    public string Expected => $"a whole number from {Minimum} to {Maximum}";

    public override bool IsValid(object? value) =>
        value is null || (Convert.ToInt64(value, CultureInfo.InvariantCulture) is var number && number >= (int)Minimum && number <= (int)Maximum);

    public override string FormatErrorMessage(string name) => $"{name} must be {Expected}.";
}
