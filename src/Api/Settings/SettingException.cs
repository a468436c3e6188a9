namespace Grainwatch.Api.Settings;

/// <summary>A setting that makes no sense. The message names the setting and the fix; the process does not start.</summary>
public sealed class SettingException(string message) : Exception(message);
