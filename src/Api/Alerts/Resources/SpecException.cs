namespace Grainwatch.Api.Alerts.Resources;

/// <summary>A resource that makes no sense. The message names the place, the field, what is wrong and the fix.</summary>
sealed class SpecException(string place, string field, string problem)
    : Exception($"{(place.Length > 0 ? $"{place}: " : "")}{(field.Length > 0 ? $"{field}: " : "")}{problem}");
